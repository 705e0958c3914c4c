package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The release archive, unpacked into an empty directory, runs without Maven and without this project. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class DistributionIT {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

    private static final String PASSWORD = "p\u00fcrt";

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
    void archiveContainsAManualPageForEveryCommand() {
        CommandTree.all().keySet().forEach(path -> assertThat(folder.resolve(
                        NAME + "/share/man/man1/" + ("latchkey " + path).strip().replace(' ', '-') + ".1"))
                .isNotEmptyFile());
        assertThat(folder.resolve(NAME + "/docs/man")).doesNotExist();
    }

    @Test
    void everyRelativeLinkOfItsDocumentsPointsIntoIt() throws IOException {
        Path home = folder.resolve(NAME);
        List<String> dead = new ArrayList<>();
        int links = 0;
        try (Stream<Path> files = Files.walk(home)) {
            for (Path document :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (MatchResult link :
                        LINK.matcher(Files.readString(document)).results().toList()) {
                    String target = link.group(1).split("#", 2)[0];
                    if (!target.contains(":") && !target.isEmpty()) {
                        links++;
                        Path file = document.resolveSibling(target).normalize();
                        if (!file.startsWith(home) || !Files.exists(file)) {
                            dead.add(home.relativize(document) + " links to " + target);
                        }
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isGreaterThan(20);
    }

    /** PROC-12: the bytes of arguments and variables are exact in any locale, and closed streams cannot be used. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void unpackedLauncherKeepsBytesInAnyLocaleAndSurvivesClosedStreams() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        try (LatchkeyProcess server =
                launch("serve", "--memory", "--port", "0", "--password-file", password.toString())) {
            String base = "export LATCHKEY_SERVER=127.0.0.1:" + server.port() + " LATCHKEY_PASSWORD=" + PASSWORD
                    + " LATCHKEY_TIMEOUT=60s\nunset LANG LC_ALL LC_CTYPE HOME\n{ ";
            int version = 0;
            for (String locale :
                    List.of(":", "export LC_ALL=C", "export LC_ALL=xx_XX.UTF-8", "export LANG=C.UTF-8 LC_TIME=xx_XX")) {
                String script = base + locale + "; } 2>/dev/null\n";
                assertThat(shell(script + "\"$@\" put k\u00e9y \u20ac " + version++)
                                .out())
                        .isEqualTo(version + "\n");
                assertThat(shell(script + "\"$@\" get k\u00e9y").out()).isEqualTo("\u20ac\n");
            }
            assertThat(shell(base + "export LC_ALL=C; } 2>/dev/null\n" + "cp " + password + " " + folder
                                    + "/p\u00e4ss; unset LATCHKEY_PASSWORD;" + " LATCHKEY_PASSWORD_FILE=" + folder
                                    + "/p\u00e4ss \"$@\" get k\u00e9y")
                            .out())
                    .isEqualTo("\u20ac\n");
            assertThat(shell(base + "export LC_ALL=C; } 2>/dev/null\n"
                                    + "LATCHKEY_PASSWORD=p\u00e4rt \"$@\" get k\u00e9y")
                            .err())
                    .contains("WRONGPASS");
            LatchkeyProcess.Result closed = shell(base + ":; }\n\"$@\" put closed - 0 <&-");
            assertThat(closed.exitCode()).isEqualTo(2);
            assertThat(closed.err()).contains("cannot read the value from standard input");
            assertThat(shell(base + ":; }\n\"$@\" get k\u00e9y >&-").exitCode()).isEqualTo(125);
            assertThat(shell(base + ":; }\n\"$@\" list 2>&-").out()).isEqualTo("k\u00e9y\t" + version + "\n");
            assertThat(shell(base + ":; }\n\"$@\" list | true; echo ${PIPESTATUS[0]}")
                            .err())
                    .isEmpty();
        }
    }

    /** Runs a shell script in which "$@" is the launcher. */
    private LatchkeyProcess.Result shell(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("script"), script);
        List<String> command = List.of(
                "/bin/bash", file.toString(), folder.resolve(NAME + "/latchkey").toString());
        try (LatchkeyProcess process =
                LatchkeyProcess.start(Map.of("JAVA_HOME", System.getProperty("java.home")), command)) {
            return process.end();
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
