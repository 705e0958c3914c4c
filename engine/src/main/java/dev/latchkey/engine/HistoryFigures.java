package dev.latchkey.engine;

/**
 * The event history of a store, for INFO.
 *
 * @param events the number of events
 * @param eventsMax the bound of that
 * @param bytes about how much memory the events take
 * @param bytesMax the bound of that
 * @param oldestRevision the oldest revision after which every event is kept
 */
public record HistoryFigures(int events, int eventsMax, long bytes, long bytesMax, long oldestRevision) {

    /** The figures of an engine that does not report them. */
    public static final HistoryFigures NONE = new HistoryFigures(0, 0, 0, 0, 0);
}
