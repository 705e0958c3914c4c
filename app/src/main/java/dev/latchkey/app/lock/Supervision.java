package dev.latchkey.app.lock;

import dev.latchkey.app.console.Signals;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.seams.SystemTime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Waits for the processes of a program that runs under a lock, and terminates them if the lock is lost. {@link #awaitEnd} is for one
 * thread, {@link #signal} for any thread.
 */
final class Supervision {

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChildProgram child;
    private final Held held;
    private final LockOptions options;
    private final Consumer<String> tell;
    private final KillTimer killTimer;
    private boolean hasReportedRest;
    private volatile boolean hasEnded;
    private volatile boolean hasLostLock;

    Supervision(ChildProgram child, Held held, LockOptions options, Consumer<String> tell) {
        this.child = child;
        this.held = held;
        this.options = options;
        this.tell = tell;
        this.killTimer = new KillTimer(SystemTime.INSTANCE, options.killAfter());
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

    /** Whether the lock was lost before everything had exited. */
    boolean hasLostLock() {
        return hasLostLock;
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
        held.onLost(this::lost);
        child.awaitExit(CHECK_NANOS);
        while (child.isRunning()) {
            checkKillTimer();
            child.awaitExit(CHECK_NANOS);
        }
        if (!options.programOnly()) {
            awaitRest();
        }
        hasEnded = true;
        return child.exitCode();
    }

    private void awaitRest() throws InterruptedException {
        List<ProcessHandle> rest = child.running();
        while (!rest.isEmpty()) {
            if (!hasExitedSoon(rest.get(0))) {
                reportRest(rest);
                checkKillTimer();
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
            tell.accept("the program has exited; waiting for processes that it started before releasing "
                    + options.noun() + " '" + held.name() + "': " + ChildProgram.pids(rest));
        }
    }

    private void checkKillTimer() {
        KillTimer.Due due = killTimer.poll();
        if (due == KillTimer.Due.KILL) {
            child.kill();
        } else if (due == KillTimer.Due.REPORT) {
            tell.accept(options.noun() + " '" + held.name() + "' is not released while these processes run: "
                    + ChildProgram.pids(child.running()) + "; send SIGKILL to those that do not exit");
        }
    }

    /** The lock is lost. Called by a thread of the client, at most once. */
    private void lost(LockLoss loss) {
        if (hasEnded) {
            return; // why: nothing runs any more that would have to be told, and the release reports its own outcome
        }
        hasLostLock = true;
        tell.accept(options.noun() + " '" + held.name() + "' was lost: token " + held.token() + " no longer holds it ("
                + loss + ")");
        if (!options.keepRunning()) {
            send(Signals.Name.TERM);
            killTimer.begin();
        }
    }
}
