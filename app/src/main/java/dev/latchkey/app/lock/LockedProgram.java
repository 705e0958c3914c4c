package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Signals;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.client.lock.holder.OwnerText;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program while holding a lock: forwards signals to all its processes, terminates them if the lock is lost, and releases
 * the lock when they have exited. {@link #run} is for one thread, {@link #signal} for any thread.
 */
final class LockedProgram {

    /** The exit code for a timeout while waiting for the lock, as of timeout(1). */
    static final int WAIT_EXPIRED = 124;

    private final Lock lock;
    private final LockOptions options;
    private final Consumer<String> tell;
    private final Thread runner = Thread.currentThread();

    /** Whether a signal interrupts the runner. Once the lock is held, an interrupt would only disturb the release. */
    private boolean acquiring = true;

    private Signals.@Nullable Name received;
    private @Nullable Supervision supervision;

    LockedProgram(Lock lock, LockOptions options, Consumer<String> tell) {
        this.lock = lock;
        this.options = options;
        this.tell = tell;
    }

    /** Returns the exit code of the program, or a code for the reason it could not run. */
    int run() {
        try {
            Optional<Held> held = new LockWait(
                            lock,
                            options.noun(),
                            options.patience(),
                            OwnerText.ofProcess(options.program().get(0)),
                            tell)
                    .acquire();
            if (held.isEmpty()) {
                tell.accept("timed out waiting for " + options.noun() + " '" + lock.name() + "'");
                return WAIT_EXPIRED;
            }
            int code = runHolding(held.get());
            release(held.get());
            return code;
        } catch (LockWait.ExpiredException e) {
            tell.accept("timed out waiting for " + options.noun() + " '" + lock.name() + "': " + e.getMessage());
            return WAIT_EXPIRED;
        } catch (LatchkeyException e) {
            tell.accept(ClientCommand.reason(e));
            return ExitCode.OWN_FAILURE.code();
        } catch (InterruptedException e) {
            return codeOfSignal();
        }
    }

    /**
     * Forwards a signal to the processes of the program. Before the program is started, gives up acquiring the lock if the signal
     * would terminate a program, and ignores it otherwise.
     */
    synchronized void signal(Signals.Name name) {
        if (supervision != null) {
            supervision.signal(name);
        } else if (name.isFatal()) {
            received = name;
            if (acquiring) {
                runner.interrupt();
            }
        }
    }

    /** Whether the lock was lost while the program ran. */
    synchronized boolean hasLostLock() {
        return supervision != null && supervision.hasLostLock();
    }

    private synchronized int codeOfSignal() {
        return received == null ? ExitCode.OWN_FAILURE.code() : received.exitCode();
    }

    private int runHolding(Held held) throws InterruptedException {
        Optional<Supervision> started;
        try {
            started = start(held);
        } catch (IOException e) {
            tell.accept("cannot run '" + options.program().get(0) + "': " + ChildProgram.reason(e));
            return ChildProgram.exitCode(e);
        }
        if (started.isEmpty()) {
            return codeOfSignal();
        }
        try {
            return started.get().awaitEnd();
        } catch (RuntimeException | Error e) {
            tell.accept("internal error: the lock is not released, and the program may still run" + hint(held));
            throw e;
        }
    }

    /** Starts the program, unless a signal was received before. Later signals are forwarded to it. */
    private synchronized Optional<Supervision> start(Held held) throws IOException {
        acquiring = false;
        if (received != null) {
            Thread.interrupted(); // why: the interrupt was meant for the wait for the lock, not for the release
            return Optional.empty();
        }
        ChildProgram child = ChildProgram.start(options.program(), held.token(), options.holdId());
        supervision = new Supervision(child, held, options, tell);
        return Optional.of(supervision);
    }

    private String hint(Held held) {
        String command = options.noun().equals("lock") ? "lock --break " : "elect --break ";
        return "; the server frees it when its session expires; to free it earlier, run: latchkey " + command
                + lock.name() + " --token " + held.token();
    }

    private void release(Held held) throws InterruptedException {
        try {
            ReleaseOutcome outcome = held.release();
            if (outcome == ReleaseOutcome.NOT_HELD) {
                tell.accept(options.noun() + " '" + lock.name() + "' was no longer held when the program exited");
            } else if (outcome == ReleaseOutcome.MAYBE) {
                tell.accept("outcome unknown: " + options.noun() + " '" + lock.name()
                        + "' may or may not have been released" + hint(held));
            }
        } catch (LatchkeyException e) {
            tell.accept(options.noun() + " '" + lock.name() + "' was not released: " + e.getMessage() + hint(held));
        }
    }
}
