package dev.latchkey.app.lock;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.Signals;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A child process that inherits standard input, output and error, and the processes that it has started. */
final class ChildProgram {

    /** The exit code of shells for a program that exists but cannot be executed. */
    private static final int CANNOT_RUN = 126;

    /** The exit code of shells for a program that does not exist. */
    private static final int NO_SUCH_PROGRAM = 127;

    private static final String ENOENT = "2";

    /** The system's error number and text in Java's exception messages: the formats up to JDK 24 and since. */
    private static final Pattern SYSTEM_ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, (.*)| \\((.*)\\))");

    private final Process process;
    private final ProcessTree tree;
    private final boolean isMarked = ProcFiles.isAvailable();

    private ChildProgram(Process process, ProcessTree tree) {
        this.process = process;
        this.tree = tree;
    }

    /**
     * Starts the program.
     *
     * @param holdId an id that no other program has; its processes are recognized by it
     * @throws IOException if it cannot be executed; see {@link #exitCode(IOException)} and {@link #reason}
     */
    static ChildProgram start(List<String> words, Version token, String holdId) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        Environment.restoreLocale(builder.environment());
        builder.environment().put("LATCHKEY_TOKEN", token.toString());
        // why appended: a program under two locks belongs to both
        builder.environment().merge(Environment.HELD_LOCKS, holdId, (outer, own) -> outer + ":" + own);
        Process process = builder.start();
        return new ChildProgram(process, new ProcessTree(process.toHandle(), holdId));
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

    boolean isRunning() {
        return process.isAlive();
    }

    /** The exit code of a program that has exited, or 128 + n if signal n terminated it. */
    int exitCode() {
        return process.exitValue();
    }

    /** The processes of the program that are running: itself first, then those that it started. */
    List<ProcessHandle> running() {
        return tree.running();
    }

    /** Waits until the program has exited, at most for {@code nanos}. */
    void awaitExit(long nanos) throws InterruptedException {
        if (!process.waitFor(nanos, TimeUnit.NANOSECONDS) && !isMarked) {
            tree.running(); // why: where processes have no marker, they must be found while their parent runs
        }
    }

    /**
     * Sends a signal to every running process of the program. Java can send only SIGTERM and SIGKILL, so others go through a
     * shell, which has kill built in.
     *
     * @throws IOException if there is no shell
     */
    void send(Signals.Name name) throws IOException {
        // why only once: what a handler of this signal starts, to clean up, must not receive it as well
        List<ProcessHandle> running = tree.running();
        if (name == Signals.Name.TERM) {
            running.forEach(ProcessHandle::destroy);
        } else if (!running.isEmpty()) {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pids(running))
                    .redirectError(ProcessBuilder.Redirect.DISCARD) // why: a process may have exited by then
                    .start();
        }
    }

    /** Sends SIGKILL to every running process of the program. */
    void kill() {
        tree.running().forEach(ProcessHandle::destroyForcibly);
    }

    static String pids(List<ProcessHandle> processes) {
        return processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
    }
}
