package dev.latchkey.sim.world;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens in a run, a line each, if anybody wants to read it. Two runs of one seed have the same trace, byte for
 * byte. For one thread alone.
 */
public final class Trace {

    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final @Nullable StringBuilder text;

    private Trace(@Nullable StringBuilder text) {
        this.text = text;
    }

    /** A trace that nobody reads: it costs next to nothing. */
    public static Trace off() {
        return new Trace(null);
    }

    /** A trace that is kept. */
    public static Trace kept() {
        return new Trace(new StringBuilder());
    }

    /** Whether a line is worth making. */
    public boolean isOn() {
        return text != null;
    }

    /** Adds a line: when, by the loop's clock, in milliseconds; who; and what. */
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
