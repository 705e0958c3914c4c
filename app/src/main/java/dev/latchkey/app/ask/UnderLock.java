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
 * A program that runs while we hold a lock. Signals go to the program; it is told to end if the lock is lost; when it has
 * ended, the lock is released. {@link #run} is for one thread, {@link #signal} for any.
 */
final class UnderLock {

    /** The lock was not to be had in time; so says timeout(1). */
    static final int WAIT_EXPIRED = 124;

    private static final int LOOK_AT_LOCK_SECONDS = 1;

    private final Lock lock;
    private final List<String> program;
    private final boolean keepRunning;
    private final boolean attended;
    private final Consumer<String> tell;
    private final Thread runner = Thread.currentThread();

    /** Whether an interrupt of the runner ends the waiting. Later ones would only disturb the release. */
    private boolean acquiring = true;

    private Signals.@Nullable Name asked;
    private @Nullable ChildProgram child;

    /** @param attended whether SIGINT is taken for Ctrl-C, which the terminal sends to the program by itself */
    UnderLock(Lock lock, List<String> program, boolean keepRunning, boolean attended, Consumer<String> tell) {
        this.lock = lock;
        this.program = program;
        this.keepRunning = keepRunning;
        this.attended = attended;
        this.tell = tell;
    }

    /** The exit code: the program's own, or what kept it from running. */
    int run(Optional<Duration> patience) {
        try {
            Optional<Held> held = acquire(patience);
            if (held.isEmpty()) {
                tell.accept("the lock '" + lock.name() + "' was not to be had in time");
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

    /** Passes a signal on to the program; before there is one, gives up. */
    synchronized void signal(Signals.Name name) {
        asked = name;
        if (acquiring) {
            runner.interrupt();
        } else if (child != null && (name != Signals.Name.INT || !attended)) {
            child.send(name);
        }
    }

    private synchronized int codeOfSignal() {
        return asked == null ? ExitCode.OWN_FAILURE.code() : asked.exitCode();
    }

    private Optional<Held> acquire(Optional<Duration> patience) throws InterruptedException {
        Optional<Held> atOnce = lock.tryAcquire();
        if (atOnce.isPresent() || patience.equals(Optional.of(Duration.ZERO))) {
            return atOnce;
        }
        lock.holder()
                .ifPresent(token -> tell.accept("waiting for '" + lock.name() + "', which token " + token + " holds"));
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

    /** Starts the program, unless a signal came before. One that comes later finds it. */
    private synchronized Optional<ChildProgram> start(Held held) throws IOException {
        acquiring = false;
        if (asked != null) {
            Thread.interrupted(); // why: that interrupt was for the waiting, which is over, and not for the release
            return Optional.empty();
        }
        child = ChildProgram.start(program, held.token());
        return Optional.of(child);
    }

    private int awaitEnd(ChildProgram started, Held held) throws InterruptedException {
        boolean lost = false;
        // why not wait for the answer: the server may be away, and the program end meanwhile
        CompletableFuture<Optional<Version>> look = lock.async().holder();
        while (!started.hasEnded(LOOK_AT_LOCK_SECONDS, TimeUnit.SECONDS)) {
            if (!lost && (!held.isHeld() || showsAnother(look, held.token()))) {
                lost = true;
                tell.accept("the lock '" + lock.name() + "' was lost: token " + held.token() + " holds it no longer");
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

    /** Whether the look has shown another holder, or none. While it waits, or if it failed, nobody else can be seen. */
    private static boolean showsAnother(CompletableFuture<Optional<Version>> look, Version token) {
        return look.isDone() && !look.isCompletedExceptionally() && !look.join().equals(Optional.of(token));
    }

    private void release(Held held) throws InterruptedException {
        String later = "; if it is still taken: latchkey lock --break " + lock.name() + " --token " + held.token();
        try {
            ReleaseOutcome outcome = held.release();
            if (outcome == ReleaseOutcome.NOT_HELD) {
                tell.accept("the lock '" + lock.name() + "' was no longer ours at the end");
            } else if (outcome == ReleaseOutcome.MAYBE) {
                tell.accept("nobody knows whether the lock '" + lock.name() + "' was released" + later);
            }
        } catch (LatchkeyException e) {
            tell.accept("the lock '" + lock.name() + "' was not released: " + e.getMessage() + later);
        }
    }
}
