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

/** A server as a process of its own. For one thread. Closing it kills it. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(" ready on \\S+:(\\d+) ");

    private final Process process;

    /** Its port; empty if its standard output ended without one. */
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
        read(server.process.getInputStream(), server::said, () -> server.port.complete(OptionalInt.empty()));
        return server;
    }

    private static void read(InputStream from, Consumer<String> line, Runnable end) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        in.lines().forEach(line);
                    } catch (IOException | java.io.UncheckedIOException e) {
                        // why: the process was killed, and its pipe with it
                        return;
                    } finally {
                        end.run();
                    }
                },
                "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void said(String line) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
            port.complete(OptionalInt.of(Integer.parseInt(ready.group(1))));
        }
    }

    /** Its port as soon as it is ready; empty if it ended before, or is not ready in that time. */
    OptionalInt awaitReady(Duration max) throws InterruptedException {
        try {
            return port.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot happen: nobody fails it", e);
        }
    }

    /** Whether it ends by itself within that time. */
    boolean endsWithin(Duration max) throws InterruptedException {
        return process.waitFor(max.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Its exit code, once it has ended. */
    int exitCode() {
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; on return it is gone. */
    void kill() throws InterruptedException {
        // Not Process.destroyForcibly, which also closes the streams that tell what it said.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
