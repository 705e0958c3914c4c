package dev.latchkey.app.lock;

import dev.latchkey.app.console.Signals;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemTime;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits for the processes of a program that runs under a lock, and checks once a second whether the lock is still held. {@link
 * #awaitEnd} is for one thread, {@link #signal} for any thread.
 */
final class Supervision {

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChildProgram child;
    private final Lock lock;
    private final Held held;
    private final LockOptions options;
    private final Consumer<String> tell;
    private final KillTimer killTimer;
    private CompletableFuture<Optional<Version>> look;
    private boolean isLost;
    private boolean hasReportedRest;

    Supervision(ChildProgram child, Lock lock, Held held, LockOptions options, Consumer<String> tell) {
        this.child = child;
        this.lock = lock;
        this.held = held;
        this.options = options;
        this.tell = tell;
        this.killTimer = new KillTimer(SystemTime.INSTANCE, options.killAfter());
        // why asynchronous: the server may be unreachable, and the program may exit before it replies
        this.look = lock.async().holder();
    }

    /** Forwards a signal to every process of the program. */
    void signal(Signals.Name name) {
        boolean fromTerminal = name == Signals.Name.INT || name == Signals.Name.WINCH;
        if (!(fromTerminal && options.attended())) {
            send(name);
        }
        if (name.isTermination()) {
            killTimer.begin();
        }
    }

    private void send(Signals.Name name) {
        try {
            child.send(name);
        } catch (IOException e) {
            tell.accept("cannot forward SIG" + name + ", because there is no shell (sh) to send it");
        }
    }

    /**
     * Waits until the program and every process that it started have exited, or only the program if requested. Returns the exit
     * code of the program.
     */
    int awaitEnd() throws InterruptedException {
        child.awaitExit(CHECK_NANOS);
        while (child.isRunning()) {
            check();
            child.awaitExit(CHECK_NANOS);
        }
        if (!options.programOnly()) {
            awaitRest();
        }
        return child.exitCode();
    }

    private void awaitRest() throws InterruptedException {
        List<ProcessHandle> rest = child.running();
        while (!rest.isEmpty()) {
            if (!hasExitedSoon(rest.get(0))) {
                reportRest(rest);
                check();
            }
            rest = child.running();
        }
    }

    private static boolean hasExitedSoon(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(CHECK_NANOS, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + process.pid(), e);
        }
    }

    private void reportRest(List<ProcessHandle> rest) {
        if (!hasReportedRest) {
            hasReportedRest = true;
            tell.accept("the program has exited; waiting for processes that it started before releasing lock '"
                    + lock.name() + "': " + ChildProgram.pids(rest));
        }
    }

    private void check() {
        checkLock();
        KillTimer.Due due = killTimer.poll();
        if (due == KillTimer.Due.KILL) {
            child.kill();
        } else if (due == KillTimer.Due.REPORT) {
            tell.accept("lock '" + lock.name() + "' is not released while these processes run: "
                    + ChildProgram.pids(child.running()) + "; send SIGKILL to those that do not exit");
        }
    }

    private void checkLock() {
        if (isLost) {
            return;
        }
        if (!held.isHeld() || showsAnother(look, held.token())) {
            isLost = true;
            tell.accept("lock '" + lock.name() + "' was lost: token " + held.token() + " no longer holds it");
            if (!options.keepRunning()) {
                send(Signals.Name.TERM);
                killTimer.begin();
            }
        } else if (look.isDone()) {
            look = lock.async().holder();
        }
    }

    /** Whether {@code look} found another holder or no holder; false while it is pending, or if it failed. */
    private static boolean showsAnother(CompletableFuture<Optional<Version>> look, Version token) {
        return look.isDone() && !look.isCompletedExceptionally() && !look.join().equals(Optional.of(token));
    }
}
