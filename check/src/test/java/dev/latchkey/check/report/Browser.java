package dev.latchkey.check.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Headless Chromium, used to open local files one after the other in the same window. It is driven by the DevTools protocol over a pipe,
 * because starting it takes much longer than opening a page.
 */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final long TIMEOUT_SECONDS = 120;

    /** Chromium reads commands from file descriptor 3 and writes to 4; Java can connect only 0, 1 and 2. */
    private static final String CONNECT_PIPE = "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

    /** The DOM after everything has been drawn: a callback of the second frame runs after the first one is complete. */
    private static final String DRAWN_DOM =
            "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(document.documentElement.outerHTML))))";

    private final Process process;
    private final DevTools window;

    private Browser(Process process) throws IOException {
        this.process = process;
        this.window = DevTools.ofNewWindow(process.getInputStream(), process.getOutputStream());
    }

    /** Skips the test if Chromium is not installed. */
    static Browser start(Path folder) throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: " + CHROMIUM + " does not exist (Debian package chromium)");
        List<String> command = new ArrayList<>(List.of("sh", "-c", CONNECT_PIPE, "sh"));
        command.addAll(List.of(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1200,900",
                "--remote-debugging-pipe"));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        return killedIfTooSlow(process, () -> new Browser(process));
    }

    /** Returns the DOM of a page after its scripts have run and it has been drawn. */
    String domOf(Path page) throws IOException {
        return killedIfTooSlow(process, () -> {
            window.open(page.toUri());
            return window.evaluate(DRAWN_DOM);
        });
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** A step that waits for Chromium fails when it is killed. */
    private static <T> T killedIfTooSlow(Process process, Step<T> step) throws IOException {
        Executor timer = CompletableFuture.delayedExecutor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> kill(process), timer);
        boolean done = false;
        try {
            T result = step.run();
            done = true;
            return result;
        } finally {
            kill.cancel(false);
            if (!done) {
                kill(process);
            }
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        try {
            window.closeBrowser();
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                    .as("exit of Chromium")
                    .isTrue();
            assertThat(process.exitValue()).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            kill(process);
        }
    }
}
