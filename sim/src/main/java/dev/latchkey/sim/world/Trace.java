package dev.latchkey.sim.world;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a run, one line per event. Two runs of the same seed have the same trace, byte for byte. Not
 * thread-safe.
 */
public final class Trace {

    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final @Nullable StringBuilder text;

    private Trace(@Nullable StringBuilder text) {
        this.text = text;
    }

    /** A trace that is discarded, at almost no cost. */
    public static Trace off() {
        return new Trace(null);
    }

    /** A trace that is kept in memory. */
    public static Trace kept() {
        return new Trace(new StringBuilder());
    }

    /** Whether lines are kept. Check this before building an expensive line. */
    public boolean isOn() {
        return text != null;
    }

    /** Adds a line: the virtual time in milliseconds, the process or connection, and the event. */
    public void say(long elapsedNanos, String who, String what) {
        if (text != null) {
            text.append(String.format(Locale.ROOT, "%12.3f  %-8s %s%n", elapsedNanos / NANOS_PER_MILLI, who, what)
                    .replace("\r\n", "\n"));
        }
    }

    /** All lines since the last call. */
    public String take() {
        if (text == null) {
            return "";
        }
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }
}
