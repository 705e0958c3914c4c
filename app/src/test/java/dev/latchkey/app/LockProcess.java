package dev.latchkey.app;

import dev.latchkey.app.LatchkeyProcess.Result;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code latchkey lock} as a process, with its program attached to our pipes. Closing it kills both. */
final class LockProcess implements AutoCloseable {

    /** A program that prints its token and then echoes its input until it reads "exit n". */
    static final String[] ECHOING = {
        "sh",
        "-c",
        "echo token $LATCHKEY_TOKEN; while read -r word code; do [ \"$word\" = exit ] && exit $code; echo \"$word\"; done"
    };

    /**
     * A command prefix that resets ignored signals. Tests run by nohup or in the background of a script inherit ignored signals
     * and pass them on, and a JVM does not override them.
     */
    static final List<String> WITH_DEFAULT_SIGNALS = withDefaultSignals();

    private final Process process;
    private final BufferedReader out;
    private final BufferedReader err;
    private final BufferedWriter in;

    private LockProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = process.errorReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    static LockProcess start(int port, List<String> flags, String... program) throws IOException {
        return start(port, List.of(), flags, program);
    }

    /** Starts it as the launcher does on a terminal. */
    static LockProcess startAttended(int port, String... program) throws IOException {
        return start(port, List.of("-Dlatchkey.attended=true"), List.of(), program);
    }

    /** Starts {@code latchkey elect build}. */
    static LockProcess elect(int port, List<String> flags, String... program) throws IOException {
        return start("elect", port, List.of(), flags, program);
    }

    private static LockProcess start(int port, List<String> options, List<String> flags, String... program)
            throws IOException {
        return start("lock", port, options, flags, program);
    }

    private static LockProcess start(
            String subcommand, int port, List<String> options, List<String> flags, String... program)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(subcommand));
        arguments.addAll(flags);
        if (!flags.contains("--timeout")) {
            arguments.addAll(List.of("--timeout", "60s")); // why: the machine may be busy
        }
        arguments.addAll(List.of("build", "--"));
        arguments.addAll(List.of(program));
        List<String> command = LatchkeyProcess.command(arguments.toArray(String[]::new));
        command.addAll(1, options);
        command.addAll(0, WITH_DEFAULT_SIGNALS);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
        builder.environment().putAll(Map.of("LATCHKEY_SERVER", "127.0.0.1:" + port));
        return new LockProcess(builder.start());
    }

    private static List<String> withDefaultSignals() {
        List<String> prefix = List.of("env", "--default-signal=HUP,INT,USR1,USR2,ALRM");
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        try {
            return new ProcessBuilder(probe).start().waitFor() == 0 ? prefix : List.of();
        } catch (IOException e) {
            return List.of(); // why: where env lacks the option, signals are assumed not to be ignored
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs it to completion. */
    static Result run(int port, List<String> flags, String... program) throws IOException {
        try (LockProcess lock = start(port, flags, program)) {
            return lock.end();
        }
    }

    @Nullable
    String line() {
        return next(out);
    }

    /** The next line of standard error, except for the one that a slow machine may cause. */
    @Nullable
    String errLine() {
        String line = next(err);
        while (line != null && LatchkeyProcess.withoutWaiting(line + "\n").isEmpty()) {
            line = next(err);
        }
        return line;
    }

    /** Skips lines of standard error up to and including the first one that contains {@code part}. */
    void awaitErrLine(String part) {
        String line = errLine();
        while (line != null && !line.contains(part)) {
            line = errLine();
        }
        if (line == null) {
            throw new AssertionError("no line on standard error contains '" + part + "'");
        }
    }

    private static @Nullable String next(BufferedReader lines) {
        CompletableFuture<@Nullable String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                line.complete(lines.readLine());
            } catch (IOException e) {
                line.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no output", e);
        }
    }

    void type(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /** Sends SIGKILL to {@code latchkey lock} alone, and waits until it has exited. Its program keeps running. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    void awaitExit() throws InterruptedException {
        if (!process.waitFor(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("did not exit in time");
        }
    }

    /** Waits for it to exit, and returns its exit code and the output not yet read. */
    Result end() {
        try {
            awaitExit();
            return new Result(process.exitValue(), rest(out), LatchkeyProcess.withoutWaiting(rest(err)));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String rest(BufferedReader lines) {
        StringBuilder all = new StringBuilder();
        lines.lines().forEach(line -> all.append(line).append('\n'));
        return all.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
