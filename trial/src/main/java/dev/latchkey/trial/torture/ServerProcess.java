package dev.latchkey.trial.torture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process. Closing kills it. For one thread. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(" ready on \\S+:(\\d+) ");

    private final Process process;

    /** The port; empty if standard output ended without a ready line. */
    private final CompletableFuture<OptionalInt> port = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(List<String> command, ServerLines lines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LATCHKEY_") || name.equals("JAVA_TOOL_OPTIONS"));
        ServerProcess server = new ServerProcess(builder.start());
        server.process.getOutputStream().close();
        lines.begin();
        read(server.process.getErrorStream(), lines::add, () -> {});
        read(server.process.getInputStream(), server::onLine, () -> server.port.complete(OptionalInt.empty()));
        return server;
    }

    private static void read(InputStream from, Consumer<String> line, Runnable end) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        in.lines().forEach(line);
                    } catch (IOException | java.io.UncheckedIOException e) {
                        // why ignored: killing the process breaks the pipe
                        return;
                    } finally {
                        end.run();
                    }
                },
                "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void onLine(String line) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
            port.complete(OptionalInt.of(Integer.parseInt(ready.group(1))));
        }
    }

    /** Waits until the server is ready and returns its port; empty if it exited, or is not ready within {@code max}. */
    OptionalInt awaitReady(Duration max) throws InterruptedException {
        try {
            return port.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot happen: the future never fails", e);
        }
    }

    /** Waits for the process to exit on its own; whether it did within {@code max}. */
    boolean endsWithin(Duration max) throws InterruptedException {
        return process.waitFor(max.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The exit code of a process that has exited. */
    int exitCode() {
        return process.exitValue();
    }

    /** The processor time used so far. */
    Duration cpu() {
        return cpuOf(process.toHandle());
    }

    /** The processor time that a process has used so far; zero if the system does not say. */
    static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL and waits until the process has exited. */
    void kill() throws InterruptedException {
        // Why not Process.destroyForcibly: it also closes the streams that are still to be read.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
