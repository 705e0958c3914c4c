package dev.latchkey.app.lock;

import dev.latchkey.app.console.Signals;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program under a lock, and again each time the lock was lost, if requested. A signal that terminates a program ends that.
 * {@link #run} is for one thread, {@link #signal} for any thread.
 */
final class LockedPrograms {

    private final Supplier<LockedProgram> programs;
    private final boolean repeated;
    private @Nullable LockedProgram current;
    private boolean ending;

    /** @param programs makes the next run, on the thread that runs it */
    LockedPrograms(Supplier<LockedProgram> programs, boolean repeated) {
        this.programs = programs;
        this.repeated = repeated;
    }

    /** Returns the exit code of the last run. */
    int run() {
        while (true) {
            LockedProgram next = next();
            int code = next.run();
            if (!repeated || !next.hasLostLock() || isEnding()) {
                return code;
            }
        }
    }

    private synchronized LockedProgram next() {
        LockedProgram next = programs.get();
        current = next;
        return next;
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    /** Forwards a signal to the current run. */
    synchronized void signal(Signals.Name name) {
        ending |= name.isTermination();
        if (current != null) {
            current.signal(name);
        }
    }
}
