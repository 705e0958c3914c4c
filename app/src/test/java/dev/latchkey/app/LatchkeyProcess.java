package dev.latchkey.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code latchkey} as a separate process that runs the classes under test. Closing it kills the process. */
public final class LatchkeyProcess implements AutoCloseable {

    /** The timeout for expected events. It is long because the machine may be busy. */
    public static final int SECONDS_MAX = 60;

    private static final Pattern READY = Pattern.compile(" ready on (\\S+):(\\d+) ");

    /**
     * A thread for each reader. Why not the common pool: with two cores it has one thread, which the first reader blocks. (Until
     * JDK 24, supplyAsync detected that and created threads; since JDK 25 it does not.)
     */
    private static final Executor READERS = task -> {
        Thread reader = new Thread(task, "reader");
        reader.setDaemon(true);
        reader.start();
    };

    /** The exit code and the complete output of a process. */
    public record Result(int exitCode, String out, String err) {}

    private final Process process;
    private final BufferedReader out;
    private final StringBuilder outSoFar = new StringBuilder();
    private final CompletableFuture<String> err;

    private LatchkeyProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), READERS);
    }

    /** The command that starts it, without the launcher in between, so that signals and open files are those of the JVM. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(TestProcess.java());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(ProcessClasses.options());
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    public static LatchkeyProcess start(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LATCHKEY_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            return new LatchkeyProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static LatchkeyProcess serve(String... flags) {
        return start(Map.of(), command(serveFlags(flags)));
    }

    /** The arguments for a server in memory on a free port. */
    public static String[] serveFlags(String... flags) {
        List<String> all = new ArrayList<>(List.of("serve", "--memory", "--port", "0"));
        all.addAll(List.of(flags));
        return all.toArray(String[]::new);
    }

    public static Result run(Map<String, String> environment, String... arguments) {
        return run("", environment, arguments);
    }

    public static Result run(String input, Map<String, String> environment, String... arguments) {
        try (LatchkeyProcess process = start(environment, command(arguments))) {
            process.type(input);
            return process.end();
        }
    }

    /** Writes to its standard input and closes it. */
    public void type(String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the ready line. */
    public String readyLine() {
        try {
            String line = CompletableFuture.supplyAsync(this::line, READERS).get(SECONDS_MAX, TimeUnit.SECONDS);
            if (!READY.matcher(line).find()) {
                throw new AssertionError("not ready: '" + line + "' " + end());
            }
            return line;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing on standard output", e);
        }
    }

    public int port() {
        Matcher matcher = READY.matcher(readyLine());
        if (!matcher.find()) {
            throw new AssertionError("no port in the line");
        }
        return Integer.parseInt(matcher.group(2));
    }

    /** Waits for the next line of standard output; "null" at its end. */
    public String nextLine() {
        try {
            return CompletableFuture.supplyAsync(this::line, READERS).get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing on standard output", e);
        }
    }

    private String line() {
        try {
            String line = String.valueOf(out.readLine());
            outSoFar.append(line).append('\n');
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, such as STOP, which suspends the process until CONT. */
    public void signal(String name) throws IOException, InterruptedException {
        String command = "kill -s " + name + " " + handle().pid();
        int exitCode =
                new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        if (exitCode != 0) {
            throw new IOException(command + " exited with " + exitCode);
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Sends SIGTERM and waits for the result. */
    public Result terminate() {
        // Why not Process.destroy: it would also close the output streams.
        if (!process.toHandle().destroy()) {
            throw new AssertionError("could not be terminated");
        }
        return end();
    }

    public Result end() {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("did not exit in time");
            }
            out.lines().forEach(line -> outSoFar.append(line).append('\n'));
            return new Result(
                    process.exitValue(), outSoFar.toString(), withoutWaiting(err.get(SECONDS_MAX, TimeUnit.SECONDS)));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Leaves out the line that a client prints if it has waited for a server for a second, since every machine can be that slow. */
    static String withoutWaiting(String err) {
        return err.replaceAll("(?m)^latchkey \\w+: still trying: .*\n", "");
    }

    private static String all(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
