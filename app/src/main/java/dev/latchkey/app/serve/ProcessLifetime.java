package dev.latchkey.app.serve;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Lifetime;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.logging.Notices;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * The lifetime of a real process, which SIGTERM, SIGINT and, unless it has another use, SIGHUP shut down.
 *
 * <p>Why a shutdown hook that halts: a JVM that receives a signal runs its hooks and then exits with 128 + the signal number,
 * which a supervisor takes for a failure. {@code System.exit} within a hook blocks forever, and {@code sun.misc.Signal} is not
 * part of the platform. {@code Runtime.halt} within the hook is, and sets the exit code. It may interrupt other hooks, but
 * Latchkey registers no other hook.
 */
public final class ProcessLifetime implements Lifetime {

    /** The time limit of a shutdown, so that a supervisor that kills after 5 s sees a regular exit even if something hangs. */
    private static final Duration STOP_MAX = Duration.ofMillis(4_500);

    private final IntConsumer halt;
    private final PrintStream err;
    private final Notices notices;

    public ProcessLifetime(IntConsumer halt, PrintStream err) {
        this.halt = halt;
        this.err = err;
        this.notices = new Notices(message -> err.println("latchkey: " + message));
    }

    @Override
    public void whenStopped(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> halt.accept(end(stop, STOP_MAX).code()), "latchkey-end"));
    }

    /** Runs {@code stop} for at most {@code within}, and returns whether it completed, as an exit code. */
    ExitCode end(Runnable stop, Duration within) {
        CountDownLatch inOrder = new CountDownLatch(1);
        Thread stopper = new Thread(
                () -> {
                    stop.run();
                    inOrder.countDown();
                },
                "latchkey-stop");
        stopper.setDaemon(true);
        stopper.setUncaughtExceptionHandler((thread, failure) -> notices.error("shutdown failed: " + failure, null));
        stopper.start();
        try {
            stopper.join(within.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopper.isAlive()) {
            notices.error("shutdown did not complete within " + within.toMillis() + " ms; exiting anyway", null);
        }
        return inOrder.getCount() == 0 ? ExitCode.DONE : ExitCode.OWN_FAILURE;
    }

    @Override
    public void whenHangup(Runnable action) {
        Signals.handle(Signals.Name.HUP, name -> action.run());
    }

    @Override
    public void abort(ExitCode code) {
        err.flush();
        halt.accept(code.code());
    }

    @Override
    public void live() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
