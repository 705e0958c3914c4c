package dev.latchkey.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** {@code latchkey} as a process of its own, with the classes under test. Closing it kills it. */
public final class LatchkeyProcess implements AutoCloseable {

    /** For what must happen; long, because the machine may be busy. */
    public static final int SECONDS_MAX = 60;

    private static final Pattern READY = Pattern.compile(" ready on (\\S+):(\\d+) ");

    /**
     * A thread for each reader. Why not the common pool: on two cores it has one thread, which the first reader blocks. (Until
     * JDK 24 supplyAsync saw that and made threads; since JDK 25 it does not.)
     */
    private static final Executor READERS = task -> {
        Thread reader = new Thread(task, "reader");
        reader.setDaemon(true);
        reader.start();
    };

    /** How it ended, and all it said. */
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

    /** The command that starts it, without a launcher in between, so that signals and files are its own. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
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

    /** Flags for a server on a free port. */
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

    /** Gives it something to read, and the end of it. */
    public void type(String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the line that says it is ready. */
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

    private String line() {
        try {
            String line = String.valueOf(out.readLine());
            outSoFar.append(line).append('\n');
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** SIGTERM, and what came of it. */
    public Result terminate() {
        // Not Process.destroy, which also closes the streams that tell what it said.
        if (!process.toHandle().destroy()) {
            throw new AssertionError("cannot be told to end");
        }
        return end();
    }

    public Result end() {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end");
            }
            out.lines().forEach(line -> outSoFar.append(line).append('\n'));
            return new Result(process.exitValue(), outSoFar.toString(), err.get(SECONDS_MAX, TimeUnit.SECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
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
