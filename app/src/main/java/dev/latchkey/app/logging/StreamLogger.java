package dev.latchkey.app.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose events {@link Logs} writes. */
final class StreamLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    StreamLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return Logs.isEnabled(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return Logs.isEnabled(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return Logs.isEnabled(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return Logs.isEnabled(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return Logs.isEnabled(name, Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        String simpleName = name.substring(name.lastIndexOf('.') + 1);
        Logs.write(new LogEvent(
                Logs.wallMillis(), level, simpleName, Thread.currentThread().getName(), message, failure));
    }
}
