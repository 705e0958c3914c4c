package dev.latchkey.core;

/**
 * The bounds of the event history of a store. They are part of the state, like the other {@link StateLimits}: when a write exceeds one
 * of them, the oldest events are evicted.
 *
 * @param eventsMax the maximum number of events, 1 to {@value #EVENTS_LIMIT}
 * @param bytesMax the maximum number of bytes, 1 or more: each event counts as its key, its value and {@value #EVENT_BYTES}
 */
public record HistoryLimits(int eventsMax, long bytesMax) {

    /** The largest maximum number of events. */
    public static final int EVENTS_LIMIT = 1 << 24;

    /** What an event counts in addition to its key and value: about the memory that it takes. */
    public static final int EVENT_BYTES = 288;

    /** The bounds of a store whose first record states none, and those of new stores unless their memory limit calls for less. */
    public static final HistoryLimits STANDARD = new HistoryLimits(50_000, 16L << 20);

    /** Returns bounds of so many bytes, with as many events as fit into them if their keys and values are empty. */
    public static HistoryLimits ofBytes(long bytesMax) {
        return new HistoryLimits((int) Math.max(1, Math.min(bytesMax / EVENT_BYTES, EVENTS_LIMIT)), bytesMax);
    }

    public HistoryLimits {
        if (eventsMax < 1 || eventsMax > EVENTS_LIMIT) {
            throw new IllegalArgumentException("eventsMax " + eventsMax + " is not one of 1 to " + EVENTS_LIMIT);
        }
        if (bytesMax < 1) {
            throw new IllegalArgumentException("bytesMax " + bytesMax + " is less than 1");
        }
    }
}
