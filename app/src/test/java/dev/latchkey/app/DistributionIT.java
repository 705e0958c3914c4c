package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The release archive, unpacked into an empty directory, runs without Maven and without this project. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class DistributionIT {

    private static final String NAME = "latchkey-" + ServerVersion.VERSION;

    private final Path folder;

    DistributionIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        Path archive = ProjectFolder.root().resolve("app/target/" + NAME + ".tar.gz");
        assertThat(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private LatchkeyProcess launch(String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(folder.resolve(NAME + "/latchkey").toString()), Stream.of(arguments))
                .toList();
        return LatchkeyProcess.start(Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    }

    @Test
    void archiveContainsLauncherJarsAndLicensesInOneDirectory() throws IOException {
        try (Stream<Path> top = Files.list(folder)) {
            assertThat(top).containsExactly(folder.resolve(NAME));
        }
        assertThat(folder.resolve(NAME + "/latchkey")).isExecutable();
        assertThat(folder.resolve(NAME + "/LICENSE")).isNotEmptyFile();
        assertThat(folder.resolve(NAME + "/NOTICE")).isNotEmptyFile();
        try (Stream<Path> jars = Files.list(folder.resolve(NAME + "/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .contains(
                            "latchkey-app-" + ServerVersion.VERSION + ".jar",
                            "latchkey-server-" + ServerVersion.VERSION + ".jar")
                    .anyMatch(name -> name.endsWith("linux-x86_64.jar"))
                    .anyMatch(name -> name.endsWith("linux-aarch_64.jar"))
                    .noneMatch(name -> name.matches("(junit|assertj|jqwik|jedis|lettuce|jspecify).*"));
        }
    }

    @Test
    void jarsHaveTheirVersion() throws IOException {
        for (String module : List.of("core", "wire", "client", "server", "app")) {
            Path file = folder.resolve(NAME + "/lib/latchkey-" + module + "-" + ServerVersion.VERSION + ".jar");
            try (JarFile jar = new JarFile(file.toFile())) {
                assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
                        .isEqualTo(ServerVersion.VERSION);
            }
        }
    }

    @Test
    void unpackedServerStartsAnswersAndStops() throws IOException {
        try (LatchkeyProcess server = launch("serve", "--memory", "--port", "0");
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put greeting hello 0")).isEqualTo(":1");
            LatchkeyProcess.Result result = server.terminate();
            assertThat(result.exitCode()).isZero();
            assertThat(result.err().lines()).allMatch(line -> line.contains(" INFO "));
        }
    }

    @Test
    void unpackedLauncherPrintsItsVersion() {
        try (LatchkeyProcess version = launch("--version")) {
            LatchkeyProcess.Result result = version.end();
            assertThat(result.out()).isEqualTo("latchkey " + ServerVersion.VERSION + "\n");
            assertThat(result.err()).isEmpty();
        }
    }
}
