package dev.latchkey.app.logging;

import dev.latchkey.seams.SystemTime;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * The configuration of the log of this process. Why static: SLF4J finds its provider by itself, and classes keep their loggers in static
 * fields.
 */
public final class Logs {

    private static final String OWN = "dev.latchkey.";

    /**
     * @param format the format of all events
     * @param level the least severe level that Latchkey logs; other libraries log at least warnings only
     * @param silenced the prefix of the names of loggers that log nothing; empty for none
     */
    private record Configuration(LogLayout format, Level level, String silenced) {}

    private static volatile Configuration current = new Configuration(LogLayout.TEXT, Level.INFO, "");

    private Logs() {}

    /** Selects the format and the level of all events from now on. */
    public static void configure(LogLayout format, Level level) {
        current = new Configuration(format, level, current.silenced);
    }

    /** Drops all events of the loggers whose names begin with {@code prefix}. */
    public static void silence(String prefix) {
        current = new Configuration(current.format, current.level, prefix);
    }

    /** The selected format. */
    public static LogLayout format() {
        return current.format;
    }

    /** Whether an event of a logger is written. */
    static boolean isEnabled(String logger, Level level) {
        Configuration now = current;
        if (!now.silenced.isEmpty() && logger.startsWith(now.silenced)) {
            return false;
        }
        return level.toInt() >= threshold(now, logger).toInt();
    }

    /** Why: the details of other libraries are not ours to vouch for, neither their volume nor what they contain. */
    private static Level threshold(Configuration now, String logger) {
        return logger.startsWith(OWN) || now.level.toInt() > Level.WARN.toInt() ? now.level : Level.WARN;
    }

    /** Writes an event to standard error, all of its lines at once. */
    static void write(LogEvent event) {
        write(event, System.err);
    }

    static void write(LogEvent event, PrintStream out) {
        out.println(current.format.format(event));
    }

    /** The current time, for an event. */
    static long wallMillis() {
        return SystemTime.INSTANCE.wallMillis();
    }

    /**
     * Returns the level of that name.
     *
     * @throws IllegalArgumentException if there is no such level, with the names of those that exist
     */
    public static Level level(String name) {
        return Arrays.stream(Level.values())
                .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("use error, warn, info, debug or trace"));
    }
}
