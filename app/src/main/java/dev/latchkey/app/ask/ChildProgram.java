package dev.latchkey.app.ask;

import dev.latchkey.app.console.Signals;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that runs as our child and shares our standard input, output and error. */
final class ChildProgram {

    /** The program is there but cannot be run; so say shells. */
    private static final int CANNOT_RUN = 126;

    /** There is no such program; so say shells. */
    private static final int NO_SUCH_PROGRAM = 127;

    private static final String ENOENT = "2";

    /** How Java tells the system's error number and text: until JDK 24 and since. */
    private static final Pattern SYSTEM_ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, (.*)| \\((.*)\\))");

    private final Process process;

    private ChildProgram(Process process) {
        this.process = process;
    }

    /** @throws IOException if it cannot be run; {@link #exitCode(IOException)} and {@link #reason} know more */
    static ChildProgram start(List<String> words, Version token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("LATCHKEY_TOKEN", token.toString());
        return new ChildProgram(builder.start());
    }

    /** What a shell would exit with. */
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

    boolean hasEnded(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    /** Of a program that has ended: what it exited with, or 128 + n if signal n ended it. */
    int exitCode() {
        return process.exitValue();
    }

    /** Java can send SIGTERM and SIGKILL only; a shell has kill built in, where slim systems have no kill(1). */
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
