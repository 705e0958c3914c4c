package dev.latchkey.app;

import dev.latchkey.client.LatchkeyException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs while we hold a lock. Signals go to the program; it is told to end if the lock is lost; when it has
 * ended, the lock is released. {@link #run} is for one thread, {@link #signal} for any.
 */
final class UnderLock {

    /** The lock was not to be had in time; so says timeout(1). */
    static final int WAIT_EXPIRED = 124;

    /** The program is there but cannot be run; so say shells. */
    static final int CANNOT_RUN = 126;

    /** There is no such program; so say shells. */
    static final int NO_SUCH_PROGRAM = 127;

    private static final int LOOK_AT_LOCK_SECONDS = 1;

    private final Lock lock;
    private final List<String> program;
    private final boolean keepRunning;
    private final boolean terminal;
    private final Consumer<String> tell;
    private final Thread runner = Thread.currentThread();
    private final AtomicReference<Signals.@Nullable Name> asked = new AtomicReference<>();
    private volatile @Nullable Process child;

    /** @param terminal whether the program shares our terminal, which sends it Ctrl-C by itself */
    UnderLock(Lock lock, List<String> program, boolean keepRunning, boolean terminal, Consumer<String> tell) {
        this.lock = lock;
        this.program = program;
        this.keepRunning = keepRunning;
        this.terminal = terminal;
        this.tell = tell;
    }

    /** The exit code: the program's own, or what kept it from running. */
    int run(Optional<Duration> patience) {
        try {
            Optional<Held> held = acquire(patience);
            if (held.isEmpty()) {
                tell.accept("the lock was not to be had in time");
                return WAIT_EXPIRED;
            }
            int code = runHolding(held.get());
            release(held.get());
            return code;
        } catch (LatchkeyException e) {
            tell.accept(String.valueOf(e.getMessage()));
            return ExitCode.OWN_FAILURE.code();
        } catch (InterruptedException e) {
            Signals.Name name = asked.get();
            return name == null ? ExitCode.OWN_FAILURE.code() : name.exitCode();
        }
    }

    /** Passes a signal on to the program; without one, gives up. */
    void signal(Signals.Name name) {
        asked.set(name);
        Process running = child;
        if (running == null) {
            runner.interrupt();
        } else if (name != Signals.Name.INT || !terminal) {
            send(name, running);
        }
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
        ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
        builder.environment().put("LATCHKEY_TOKEN", held.token().toString());
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            tell.accept("cannot run '" + program.get(0) + "': " + reason(e));
            return String.valueOf(e.getMessage()).contains("error=2,") ? NO_SUCH_PROGRAM : CANNOT_RUN;
        }
        child = started;
        Signals.Name early = asked.get();
        if (early != null) {
            send(early, started);
        }
        return awaitEnd(started, held);
    }

    private int awaitEnd(Process started, Held held) {
        boolean toldOfLoss = false;
        while (true) {
            try {
                if (started.waitFor(LOOK_AT_LOCK_SECONDS, TimeUnit.SECONDS)) {
                    return started.exitValue();
                }
                if (!toldOfLoss && isLost(held)) {
                    toldOfLoss = true;
                    tell.accept(
                            "the lock '" + lock.name() + "' was lost: token " + held.token() + " holds it no longer");
                    if (!keepRunning) {
                        started.destroy();
                    }
                }
            } catch (InterruptedException e) {
                // why: a signal came just before the program began, and has been passed on to it
            }
        }
    }

    private boolean isLost(Held held) throws InterruptedException {
        try {
            return !held.isHeld() || !lock.holder().equals(Optional.of(held.token()));
        } catch (LatchkeyException e) {
            return false; // why: the server is out of reach, and nobody else gets the lock meanwhile
        }
    }

    private void release(Held held) throws InterruptedException {
        try {
            ReleaseOutcome outcome = held.release();
            if (outcome != ReleaseOutcome.RELEASED) {
                tell.accept("the lock was not released by us: " + outcome);
            }
        } catch (LatchkeyException e) {
            tell.accept("the lock is not released: " + e.getMessage() + "; later: latchkey lock --break " + lock.name()
                    + " --token " + held.token());
        }
    }

    /** Java can send SIGTERM and SIGKILL only, so kill(1) sends the others. */
    private void send(Signals.Name name, Process running) {
        if (name == Signals.Name.TERM) {
            running.destroy();
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", name.name(), Long.toString(running.pid())).start();
        } catch (IOException e) {
            running.destroy();
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int cause = message.lastIndexOf("error=");
        return cause < 0 ? message : message.substring(message.indexOf(' ', cause) + 1);
    }
}
