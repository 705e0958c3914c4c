package dev.latchkey.app.metrics;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread that scrapes metrics, so that scrapes hold up no connection and take at most one processor. Thread-safe. */
public final class ScrapeThread implements Executor, AutoCloseable {

    /** More scrapes than this are refused. */
    private static final int WAITING_MAX = 8;

    private final ThreadPoolExecutor thread;

    /** Starts the thread, which is a daemon, at the first scrape. */
    public ScrapeThread() {
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                new DefaultThreadFactory("latchkey-metrics", true));
    }

    /** Runs a scrape after those that wait; throws {@code RejectedExecutionException} if too many wait already. */
    @Override
    public void execute(Runnable scrape) {
        thread.execute(scrape);
    }

    /** Ends the thread. Scrapes that wait are not run. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
