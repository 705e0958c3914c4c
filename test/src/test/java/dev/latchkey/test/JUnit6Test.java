package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extension, which is compiled with JUnit 5, runs with JUnit 6. */
final class JUnit6Test {

    private static final Path JUNIT_6 = Path.of("target/junit-6/junit-platform-console-standalone.jar");

    private static String classPathWithoutJUnit5() {
        Stream<String> others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*/(junit-|opentest4j|jqwik|apiguardian).*\\.jar"));
        return Stream.concat(Stream.of(JUNIT_6.toString()), others).collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void extensionRunsWithJUnit6(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPathWithoutJUnit5(),
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--disable-banner",
                        "--select-class=" + ServersSample.class.getName(),
                        "--select-class=" + SharedServerSample.class.getName(),
                        "--select-class=" + DurableSample.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output)).contains("8 tests successful", "0 tests failed");
        assertThat(process.exitValue()).isZero();
    }
}
