package dev.latchkey.engine.durable;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a durable engine: one that writes, unless threads that bring commands do, and one beside it for snapshots. */
public final class WriterThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);

    /** After so long without work the last batch gets its mark. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final DurableEngine engine;
    private final ExecutorService background =
            Executors.newSingleThreadExecutor(task -> daemon(task, "latchkey-snapshot"));
    private final Thread thread = daemon(this::write, "latchkey-writer");

    private WriterThread(DurableEngine engine) {
        this.engine = engine;
    }

    /** Begins to drive an engine that nobody else drives. */
    public static WriterThread start(DurableEngine engine) {
        WriterThread writer = new WriterThread(engine);
        engine.lendSteps(writer.background);
        writer.thread.start();
        return writer;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void write() {
        try {
            CommitLeadership.Next next = engine.await(IDLE);
            while (next != CommitLeadership.Next.END) {
                if (next == CommitLeadership.Next.WORK) {
                    engine.step(background);
                } else {
                    engine.idle(background);
                }
                next = engine.await(IDLE);
            }
        } catch (RuntimeException | Error e) {
            // The engine has told its watch, whichever of these calls it was.
            LOG.debug("the writer has ended", e);
        }
    }

    /** Why: half of a stop is none, and what is waited for ends by itself. */
    private static void uninterruptibly(Callable<Boolean> wait) {
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                done = wait.call();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                throw new IllegalStateException("cannot happen: " + e, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what waits, then closes the engine. Returns when both threads have ended. */
    @Override
    public void close() {
        engine.endIntake();
        uninterruptibly(() -> {
            thread.join();
            return true;
        });
        background.shutdown();
        uninterruptibly(() -> background.awaitTermination(1, TimeUnit.SECONDS));
        engine.close();
    }
}
