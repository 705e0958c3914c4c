package dev.latchkey.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs named tests in a separate JVM, in which a patched class may come before the real one on the class path. */
final class TestProcess {

    /** The system property that is true in such a process. */
    static final String MARK = "latchkey.test-process";

    private static final int SECONDS_MAX = 300;

    private final ModuleUnderTest module;
    private final Path scratch;
    private final List<String> options;

    /** @param scratch a directory for the files of the run */
    TestProcess(ModuleUnderTest module, Path scratch) {
        this(module, scratch, List.of());
    }

    /** @param options additional options of the JVM */
    TestProcess(ModuleUnderTest module, Path scratch, List<String> options) {
        this.module = module;
        this.scratch = scratch;
        this.options = List.copyOf(options);
    }

    /** The java executable of this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The verdict, duration and output of a run. */
    record Outcome(TestVerdict verdict, double seconds, String output) {}

    Outcome run(Collection<String> tests, Path... overlay) throws IOException, InterruptedException {
        Files.createDirectories(scratch);
        Path output = scratch.resolve("output.txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(commandLine(tests, overlay))
                .directory(module.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        TestVerdict verdict = await(process);
        return new Outcome(verdict, (System.nanoTime() - start) / 1e9, printed(output));
    }

    /** Why not UTF-8: a broken run may print arbitrary bytes, which must still be shown. */
    private static String printed(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
    }

    private List<String> commandLine(Collection<String> tests, Path... overlay) {
        List<String> line = new ArrayList<>(List.of(
                java(),
                "-ea",
                "-D" + MARK + "=true",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Why more than in a build: some planted bugs need them to be seen.
                "-Dscenario.seeds=50",
                // Why not that of the module: a seed that fails with a planted bug must not be retried without it.
                "-Djqwik.database=" + scratch.resolve("jqwik-database")));
        line.addAll(options);
        line.addAll(List.of("-cp", module.classPath(overlay), TestProcessMain.class.getName()));
        line.addAll(tests);
        return line;
    }

    private static TestVerdict await(Process process) throws InterruptedException {
        try {
            return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)
                    ? TestVerdict.ofExitCode(process.exitValue())
                    : TestVerdict.TIMED_OUT;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
