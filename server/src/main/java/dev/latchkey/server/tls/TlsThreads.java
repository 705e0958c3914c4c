package dev.latchkey.server.tls;

import dev.latchkey.seams.Time;
import dev.latchkey.server.budget.RateLimitedLog;
import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Runs TLS for a node: handshakes, whose signatures would hold up an event loop, and at intervals a look at the certificates. The number of
 * queued steps is at most the number of connections. Thread-safe.
 */
public final class TlsThreads implements AutoCloseable {

    private static final int REFRESH_SECONDS = 10;

    private final ServerTls policy;
    private final Logger log;
    private final RateLimitedLog failures;
    private final ScheduledExecutorService threads;

    /** Starts the threads, which are daemons. */
    public TlsThreads(ServerTls policy, Time time, Logger log) {
        this.policy = policy;
        this.log = log;
        this.failures = new RateLimitedLog(time, log::warn);
        this.threads = Executors.newScheduledThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                new DefaultThreadFactory("latchkey-tls", true));
        threads.scheduleWithFixedDelay(this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    /** Adds TLS to an accepted connection. */
    public void addTo(Channel channel) {
        policy.addTo(channel, threads, why -> failures.log(channel.remoteAddress() + ": closed, " + why));
    }

    /** Looks at the certificates now. Why errors are caught: a task that throws is not repeated. */
    public void refresh() {
        try {
            policy.refresh(log::info, log::warn);
        } catch (RuntimeException | Error e) {
            log.error("the TLS certificates could not be checked", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
