package dev.latchkey.app.metrics;

import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.seams.Time;
import dev.latchkey.server.stats.ServerFigures;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a server, for Prometheus. The server counts by itself, whether or not anyone reads the metrics; each scrape reads those
 * counts and resets nothing, so any number of Prometheus servers can scrape the same server.
 *
 * <p>Thread-safe; concurrent scrapes wait for one another.
 */
public final class Metrics implements AutoCloseable {

    /** The media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<ServerFigures> figures;
    private final HttpStats http;
    private final Time time;
    private @Nullable Exposition exposition;
    private boolean closed;

    /**
     * Creates the metrics of a server.
     *
     * @param figures reads the figures of the server; called once for each scrape, on the thread that scrapes
     * @param http the HTTP requests of the server
     */
    public Metrics(Supplier<ServerFigures> figures, HttpStats http, Time time) {
        this.figures = figures;
        this.http = http;
        this.time = time;
    }

    /**
     * All metrics in the text format of Prometheus, version 0.0.4. Takes some milliseconds, and the first time some hundreds, because it
     * loads the classes of Micrometer; so call it on a thread that serves no connections.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized String scrape() {
        if (closed) {
            throw new IllegalStateException("the metrics are closed");
        }
        ServerFigures now = figures.get();
        if (exposition == null) {
            exposition = new Exposition(now, http, time);
        }
        return exposition.scrape(now);
    }

    /** Ends the observation of the garbage collector. Idempotent: closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        if (exposition != null) {
            exposition.close();
            exposition = null;
        }
    }
}
