package dev.latchkey.app.serve;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Lifetime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * The life of a real process, which SIGTERM, SIGINT and SIGHUP end.
 *
 * <p>Why a shutdown hook that halts: a JVM ended by a signal runs its hooks and then exits with 128 + the signal's number,
 * which a supervisor takes for a failure. {@code System.exit} within a hook blocks for ever, and {@code sun.misc.Signal} is not
 * part of the platform; {@code Runtime.halt} within the hook is, and gives the code that is true. Hooks of others may be cut
 * short by it: we register no other.
 */
public final class ProcessLifetime implements Lifetime {

    /** A stop takes no longer, whatever hangs: a supervisor that waits 5 s before it kills sees an end in order. */
    private static final Duration STOP_MAX = Duration.ofMillis(4_500);

    private final IntConsumer halt;
    private final PrintStream err;

    public ProcessLifetime(IntConsumer halt, PrintStream err) {
        this.halt = halt;
        this.err = err;
    }

    @Override
    public void whenStopped(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> halt.accept(end(stop, STOP_MAX).code()), "latchkey-end"));
    }

    /** Runs {@code stop} and says how that went. */
    ExitCode end(Runnable stop, Duration within) {
        CountDownLatch inOrder = new CountDownLatch(1);
        Thread stopper = new Thread(
                () -> {
                    stop.run();
                    inOrder.countDown();
                },
                "latchkey-stop");
        stopper.setDaemon(true);
        stopper.setUncaughtExceptionHandler((thread, failure) -> err.println("latchkey: failed to stop: " + failure));
        stopper.start();
        try {
            stopper.join(within.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopper.isAlive()) {
            err.println("latchkey: did not stop within " + within.toMillis() + " ms; ended all the same");
        }
        return inOrder.getCount() == 0 ? ExitCode.DONE : ExitCode.OWN_FAILURE;
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
