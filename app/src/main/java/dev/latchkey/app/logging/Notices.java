package dev.latchkey.app.logging;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Messages of a long-running command for its operator. If the log is text, they are lines that begin with the name of the command; if it is
 * JSON they are events, so that everything on standard error is JSON. {@code --log-level} applies to both.
 */
public final class Notices {

    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.serve");

    private final Consumer<String> line;

    /** @param line prints a message with the name of the command */
    public Notices(Consumer<String> line) {
        this.line = line;
    }

    /** Reports what the command is doing. */
    public void info(String message) {
        report(Level.INFO, message, null);
    }

    /** Reports what the operator should look at. */
    public void warn(String message) {
        report(Level.WARN, message, null);
    }

    /** Reports why the command ends. */
    public void error(String message, @Nullable Throwable failure) {
        report(Level.ERROR, message, failure);
    }

    private void report(Level level, String message, @Nullable Throwable failure) {
        if (Logs.format() == LogLayout.JSON) {
            LOG.atLevel(level).setCause(failure).log(message);
        } else if (LOG.isEnabledForLevel(level)) {
            line.accept(message);
            if (failure != null) {
                failure.printStackTrace();
            }
        }
    }
}
