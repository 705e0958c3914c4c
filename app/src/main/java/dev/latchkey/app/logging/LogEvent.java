package dev.latchkey.app.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * An event of the log.
 *
 * @param wallMillis when it happened
 * @param logger the simple name of the class that reports it
 * @param failure the exception that belongs to it; null if there is none
 */
record LogEvent(
        long wallMillis,
        Level level,
        String logger,
        String thread,
        String message,
        @Nullable Throwable failure) {

    /** The exception with its stack trace, on several lines. */
    static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }
}
