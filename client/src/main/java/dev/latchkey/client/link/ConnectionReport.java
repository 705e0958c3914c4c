package dev.latchkey.client.link;

import java.time.Duration;
import java.util.function.Supplier;

/** Decides what a {@link ConnectionListener} is told, and when. All methods are called on the loop. */
final class ConnectionReport {

    private static final Duration FIRST_AFTER = Duration.ofSeconds(1);
    private static final Duration THEN_EACH = Duration.ofMinutes(1);

    private final Loop loop;
    private final ConnectionListener listener;
    private final ConnectionFailures failures;
    private final Supplier<String> status;
    private Loop.Alarm alarm = () -> {};

    /** Since when no connection exists. */
    private long downSince;

    /** Whether the listener is to be told of the next connection. */
    private boolean connectionIsNews = true;

    private boolean lossReported;
    private long lossReportedAt;
    private int unreported;

    /** @param status says which addresses were tried */
    ConnectionReport(Loop loop, ConnectionListener listener, ConnectionFailures failures, Supplier<String> status) {
        this.loop = loop;
        this.listener = listener;
        this.failures = failures;
        this.status = status;
    }

    /** From now on no connection exists, until {@link #up}. */
    void down() {
        downSince = loop.nanos();
        alarm.cancel();
        alarm = loop.schedule(FIRST_AFTER.toNanos(), this::stillDown);
    }

    private void stillDown() {
        connectionIsNews = true;
        Duration time = Duration.ofNanos(loop.nanos() - downSince);
        tell(() -> listener.unreachable(time, failures.attempts(), status.get()));
        alarm = loop.schedule(THEN_EACH.toNanos(), this::stillDown);
    }

    /** A connection exists again. */
    void up(Endpoint endpoint) {
        alarm.cancel();
        if (connectionIsNews) {
            connectionIsNews = false;
            tell(() -> listener.connected(endpoint.toString()));
        }
    }

    /** An established connection was lost; others may exist. */
    void lost(Endpoint endpoint, String why) {
        long now = loop.nanos();
        if (lossReported && now - lossReportedAt < THEN_EACH.toNanos()) {
            unreported++;
            return;
        }
        int before = unreported;
        unreported = 0;
        lossReported = true;
        lossReportedAt = now;
        connectionIsNews = true;
        tell(() -> listener.lost(endpoint.toString(), why, before));
    }

    /** The client is closed. */
    void close() {
        alarm.cancel();
    }

    private static void tell(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
