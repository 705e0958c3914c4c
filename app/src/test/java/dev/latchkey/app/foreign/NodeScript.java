package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running script of Node.js that executes steps on request; steps.mjs describes its input and output. */
final class NodeScript implements AutoCloseable {

    private static final long SECONDS_MAX = 120;

    private final String name;
    private final Process process;
    private final BufferedReader output;

    private NodeScript(String name, Process process) {
        this.name = name;
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    static NodeScript start(Path folder, String name) throws IOException {
        return new NodeScript(
                name,
                new ProcessBuilder("node", name)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start());
    }

    /** Runs one step against the server on a port. A script that takes too long is killed, and the step fails. */
    void assertPasses(int port, String step, String protocol) throws IOException {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        CompletableFuture<Boolean> kill = new CompletableFuture<Boolean>().orTimeout(SECONDS_MAX, TimeUnit.SECONDS);
        kill.whenComplete((done, timeout) -> {
            if (timeout != null) {
                process.destroyForcibly();
            }
        });
        try {
            input.write(port + " " + step + " " + protocol + "\n");
            input.flush();
            assertPassed(step);
        } finally {
            kill.complete(true);
        }
    }

    private void assertPassed(String step) throws IOException {
        StringBuilder said = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.equals("passed") && !line.equals("failed")) {
            said.append(line).append('\n');
            line = output.readLine();
        }
        assertThat(line).as("%s of %s, which printed:%n%s", step, name, said).isEqualTo("passed");
    }

    /** Closes its input, and returns its exit code. */
    int end() throws IOException, InterruptedException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                .as("exit of %s", name)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name;
    }
}
