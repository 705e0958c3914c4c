package dev.latchkey.wire;

import dev.latchkey.wire.text.ErrorCode;
import java.nio.charset.StandardCharsets;

/** The error lines of commands that read the event history: a code, then a sentence. */
public final class HistoryText {

    private static final String NOT_REACHED_START = ErrorCode.ERR + " revision ";
    private static final String NOT_REACHED_END = " not reached";

    private HistoryText() {}

    /** Events have been evicted; every event after {@code oldest} is kept. */
    public static String compacted(long oldest) {
        return ErrorCode.ERRCOMPACTED + " " + oldest + " is the oldest revision after which every event is kept";
    }

    /** The store has not reached {@code revision}. */
    public static String notReached(long revision) {
        return NOT_REACHED_START + revision + NOT_REACHED_END;
    }

    /** Returns the revision of a line that {@link #notReached} returned; {@link Decimal#NOT_A_NUMBER} for any other line. */
    public static long notReachedOf(String line) {
        boolean matches = line.startsWith(NOT_REACHED_START)
                && line.endsWith(NOT_REACHED_END)
                && line.length() > NOT_REACHED_START.length() + NOT_REACHED_END.length();
        return matches
                ? Decimal.parse(line.substring(NOT_REACHED_START.length(), line.length() - NOT_REACHED_END.length())
                        .getBytes(StandardCharsets.UTF_8))
                : Decimal.NOT_A_NUMBER;
    }
}
