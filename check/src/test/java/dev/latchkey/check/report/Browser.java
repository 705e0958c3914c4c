package dev.latchkey.check.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Headless Chromium, used to open a local file. */
final class Browser {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final long TIMEOUT_SECONDS = 120;

    private final Path folder;

    private Browser(Path folder) {
        this.folder = folder;
    }

    /** Skips the test if Chromium is not installed. */
    static Browser in(Path folder) {
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: " + CHROMIUM + " does not exist (Debian package chromium)");
        return new Browser(folder);
    }

    /** Returns the DOM of a page after its scripts have run. */
    String domOf(Path page, String... flags) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom.html");
        run(page, dom, "--dump-dom", flags);
        return Files.readString(dom, StandardCharsets.UTF_8);
    }

    private void run(Path page, Path out, String what, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
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
                "--virtual-time-budget=10000",
                what));
        command.addAll(List.of(flags));
        command.add(page.toUri().toString());
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> readable(errors)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String readable(Path errors) {
        try {
            return Files.readString(errors, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
