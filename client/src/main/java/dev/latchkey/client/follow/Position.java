package dev.latchkey.client.follow;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the events of a prefix have been received: checks that each event connects to the one before, and assembles whole steps. Not
 * thread-safe.
 */
final class Position {

    /** The maximum number of events of one step: the keys that one session can own. */
    private static final int STEP_EVENTS_MAX = 10_000;

    private final Prefix prefix;

    /** The revision that the next event must name as the previous one. */
    private long previous;

    /** The revision after which the follow is resumed: all events up to it were received, in whole steps. */
    private long resume;

    /** The events of a step that is not complete. */
    private List<KeyEvent> step = new ArrayList<>();

    private long stepBytes;

    /** A position at which receiving starts. */
    Position(Prefix prefix, long revision) {
        this.prefix = prefix;
        this.previous = revision;
        this.resume = revision;
    }

    /** Where to resume. */
    long resume() {
        return resume;
    }

    /** Adds the next event; returns why it cannot be the next one, or null. */
    @Nullable
    String add(KeyEvent event) {
        if (event.previous() != previous) {
            return "the event of revision " + event.revision() + " comes after revision " + event.previous()
                    + ", but the last one received was " + previous;
        }
        if (!startsWithPrefix(event)) {
            return "the event of revision " + event.revision() + " is of a key without the prefix";
        }
        if (step.size() == STEP_EVENTS_MAX) {
            return "the step that begins at revision " + step.get(0).revision() + " has more than " + STEP_EVENTS_MAX
                    + " events";
        }
        previous = event.revision();
        step.add(event);
        stepBytes += bytesOf(event);
        return null;
    }

    private boolean startsWithPrefix(KeyEvent event) {
        byte[] key = event.key().bytes;
        int length = prefix.length();
        return key.length >= length && Arrays.equals(key, 0, length, prefix.bytes, 0, length);
    }

    private static long bytesOf(KeyEvent event) {
        int value = event.value() == null ? 0 : event.value().length();
        return (long) HistoryLimits.EVENT_BYTES + event.key().length() + value;
    }

    /** The events of the step so far. */
    List<KeyEvent> step() {
        return step;
    }

    /** About the memory that they take. */
    long stepBytes() {
        return stepBytes;
    }

    /** The step is complete and was taken. */
    void stepTaken() {
        resume = previous;
        dropStep();
    }

    /** Drops the events of the step: the follow is resumed before it. */
    void dropStep() {
        step = new ArrayList<>();
        stepBytes = 0;
    }

    /** There is no event after {@link #resume} up to {@code revision}. */
    void reached(long revision) {
        resume = Math.max(resume, revision);
    }
}
