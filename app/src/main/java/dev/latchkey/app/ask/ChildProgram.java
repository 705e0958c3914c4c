package dev.latchkey.app.ask;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.Signals;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child process that inherits standard input, output and error. */
final class ChildProgram {

    /** The exit code of shells for a program that exists but cannot be executed. */
    private static final int CANNOT_RUN = 126;

    /** The exit code of shells for a program that does not exist. */
    private static final int NO_SUCH_PROGRAM = 127;

    private static final String ENOENT = "2";

    /** The system's error number and text in Java's exception messages: the formats up to JDK 24 and since. */
    private static final Pattern SYSTEM_ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, (.*)| \\((.*)\\))");

    private final Process process;

    private ChildProgram(Process process) {
        this.process = process;
    }

    /** @throws IOException if it cannot be executed; see {@link #exitCode(IOException)} and {@link #reason} */
    static ChildProgram start(List<String> words, Version token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        Environment.restoreLocale(builder.environment());
        builder.environment().put("LATCHKEY_TOKEN", token.toString());
        return new ChildProgram(builder.start());
    }

    /** The exit code that a shell would use for this failure. */
    static int exitCode(IOException failure) {
        Matcher error = SYSTEM_ERROR.matcher(String.valueOf(failure.getMessage()));
        return error.find() && error.group(1).equals(ENOENT) ? NO_SUCH_PROGRAM : CANNOT_RUN;
    }

    static String reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher error = SYSTEM_ERROR.matcher(message);
        if (!error.find()) {
            return message;
        }
        return error.group(2) != null ? error.group(2) : error.group(3);
    }

    boolean hasExitedWithin(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** The exit code of a program that has exited, or 128 + n if signal n terminated it. */
    int exitCode() {
        return process.exitValue();
    }

    /** Sends a signal. Java can send only SIGTERM and SIGKILL, so others go through a shell, which has kill built in. */
    void send(Signals.Name name) {
        if (name == Signals.Name.TERM || !process.isAlive()) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).start();
        } catch (IOException e) {
            process.destroy();
        }
    }
}
