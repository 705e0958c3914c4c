package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Signals;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program while holding a lock: forwards signals to the program, terminates it if the lock is lost, and releases the lock
 * when it has exited. {@link #run} is for one thread, {@link #signal} for any thread.
 */
final class LockedProgram {

    /** The exit code for a timeout while waiting for the lock, as of timeout(1). */
    static final int WAIT_EXPIRED = 124;

    private static final int CHECK_LOCK_SECONDS = 1;

    private final Lock lock;
    private final List<String> program;
    private final boolean keepRunning;
    private final boolean attended;
    private final Consumer<String> tell;
    private final Thread runner = Thread.currentThread();

    /** Whether a signal interrupts the runner. Once the lock is held, an interrupt would only disturb the release. */
    private boolean acquiring = true;

    private Signals.@Nullable Name received;
    private @Nullable ChildProgram child;

    /** @param attended whether SIGINT is assumed to be Ctrl-C, which the terminal sends to the program as well */
    LockedProgram(Lock lock, List<String> program, boolean keepRunning, boolean attended, Consumer<String> tell) {
        this.lock = lock;
        this.program = program;
        this.keepRunning = keepRunning;
        this.attended = attended;
        this.tell = tell;
    }

    /** Returns the exit code of the program, or a code for the reason it could not run. */
    int run(Optional<Duration> patience) {
        try {
            Optional<Held> held = acquire(patience);
            if (held.isEmpty()) {
                tell.accept("timed out waiting for lock '" + lock.name() + "'");
                return WAIT_EXPIRED;
            }
            int code = runHolding(held.get());
            release(held.get());
            return code;
        } catch (LatchkeyException e) {
            tell.accept(String.valueOf(e.getMessage()));
            return ExitCode.OWN_FAILURE.code();
        } catch (InterruptedException e) {
            return codeOfSignal();
        }
    }

    /** Forwards a signal to the program; before the program is started, gives up acquiring the lock. */
    synchronized void signal(Signals.Name name) {
        received = name;
        if (acquiring) {
            runner.interrupt();
        } else if (child != null && (name != Signals.Name.INT || !attended)) {
            child.send(name);
        }
    }

    private synchronized int codeOfSignal() {
        return received == null ? ExitCode.OWN_FAILURE.code() : received.exitCode();
    }

    private Optional<Held> acquire(Optional<Duration> patience) throws InterruptedException {
        Optional<Held> immediately = lock.tryAcquire();
        if (immediately.isPresent() || patience.equals(Optional.of(Duration.ZERO))) {
            return immediately;
        }
        lock.holder().ifPresent(token -> tell.accept("waiting for lock '" + lock.name() + "', held by token " + token));
        return patience.isPresent() ? lock.tryAcquire(patience.get()) : Optional.of(lock.acquire());
    }

    private int runHolding(Held held) throws InterruptedException {
        try {
            Optional<ChildProgram> started = start(held);
            return started.isPresent() ? awaitEnd(started.get(), held) : codeOfSignal();
        } catch (IOException e) {
            tell.accept("cannot run '" + program.get(0) + "': " + ChildProgram.reason(e));
            return ChildProgram.exitCode(e);
        }
    }

    /** Starts the program, unless a signal was received before. Later signals are forwarded to it. */
    private synchronized Optional<ChildProgram> start(Held held) throws IOException {
        acquiring = false;
        if (received != null) {
            Thread.interrupted(); // why: the interrupt was meant for the wait for the lock, not for the release
            return Optional.empty();
        }
        child = ChildProgram.start(program, held.token());
        return Optional.of(child);
    }

    private int awaitEnd(ChildProgram started, Held held) throws InterruptedException {
        boolean lost = false;
        // why asynchronous: the server may be unreachable, and the program may exit before it replies
        CompletableFuture<Optional<Version>> look = lock.async().holder();
        while (!started.hasExitedWithin(CHECK_LOCK_SECONDS, TimeUnit.SECONDS)) {
            if (!lost && (!held.isHeld() || showsAnother(look, held.token()))) {
                lost = true;
                tell.accept("lock '" + lock.name() + "' was lost: token " + held.token() + " no longer holds it");
                if (!keepRunning) {
                    started.send(Signals.Name.TERM);
                }
            }
            if (!lost && look.isDone()) {
                look = lock.async().holder();
            }
        }
        return started.exitCode();
    }

    /** Whether {@code look} found another holder or no holder; false while it is pending, or if it failed. */
    private static boolean showsAnother(CompletableFuture<Optional<Version>> look, Version token) {
        return look.isDone() && !look.isCompletedExceptionally() && !look.join().equals(Optional.of(token));
    }

    private void release(Held held) throws InterruptedException {
        String hint = "; if it is still held, run: latchkey lock --break " + lock.name() + " --token " + held.token();
        try {
            ReleaseOutcome outcome = held.release();
            if (outcome == ReleaseOutcome.NOT_HELD) {
                tell.accept("lock '" + lock.name() + "' was no longer held when the program exited");
            } else if (outcome == ReleaseOutcome.MAYBE) {
                tell.accept("outcome unknown: lock '" + lock.name() + "' may or may not have been released" + hint);
            }
        } catch (LatchkeyException e) {
            tell.accept("lock '" + lock.name() + "' was not released: " + e.getMessage() + hint);
        }
    }
}
