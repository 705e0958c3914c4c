package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher next to a lib directory. Stub programs that only print their arguments stand in for Java and Maven. PROC-12: closed
 * standard streams, locales, CDPATH, PATH, HOME and an ignored SIGPIPE. Covers SEC-14: its JVMs refuse to deserialize.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {

    private static final String SAYS_ITS_ARGUMENTS = "#!/bin/bash\nprintf '%s\\n' \"$0\" \"$@\"\n";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger launches = new AtomicInteger();

    LauncherTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void layOut() throws IOException {
        Files.createDirectories(folder.resolve("dist/lib"));
        Files.copy(ProjectFolder.root().resolve("latchkey"), folder.resolve("dist/latchkey"));
        Files.writeString(folder.resolve("dist/lib/latchkey-app-9.jar"), "");
        jdk("jdk-17", "17.0.9");
        environment.put("JAVA_HOME", folder.resolve("jdk-17").toString());
    }

    private void jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        program(home.resolve("bin/java"), SAYS_ITS_ARGUMENTS);
        program(home.resolve("bin/javac"), SAYS_ITS_ARGUMENTS);
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Result(int exitCode, List<String> out, String err) {}

    private Result launch(Path from, String launcher, String... arguments) throws IOException, InterruptedException {
        int launch = launches.incrementAndGet();
        Path out = folder.resolve("out" + launch);
        Path err = folder.resolve("err" + launch);
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", launcher)
                .directory(from.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Result(
                exitCode,
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private Result launch(String... arguments) throws IOException, InterruptedException {
        return launch(folder, folder.resolve("dist/latchkey").toString(), arguments);
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        Result result = launch("put", "a key", "", "*", "$HOME");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).endsWith(jar(), "put", "a key", "", "*", "$HOME");
    }

    private String jar() throws IOException {
        return folder.toRealPath().resolve("dist/lib/latchkey-app-9.jar").toString();
    }

    @Test
    void serverAndShortCommandsGetTheirOwnJvmOptionsAndTheUsersComeLast() throws Exception {
        environment.put("LATCHKEY_JAVA_OPTS", "-Xmx3g -Da=b");
        List<String> serve = launch("serve", "--memory").out();
        assertThat(serve).contains("-XX:+ExitOnOutOfMemoryError").doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(serve).containsSubsequence("-XX:+ExitOnOutOfMemoryError", "-Xmx3g", "-Da=b", "-jar", jar(), "serve");
        assertThat(launch("get", "x").out())
                .containsSubsequence("-XX:TieredStopAtLevel=1", "-Xmx3g", "-Da=b", "-jar", jar(), "get", "x");
    }

    /** glibc's default of many arenas takes memory that the budgets of a server do not count. */
    @Test
    void serverGetsFewMallocArenasUnlessTheUserChoosesAnotherNumber() throws Exception {
        program(folder.resolve("jdk-17/bin/java"), "#!/bin/bash\necho \"${MALLOC_ARENA_MAX:-unset}\"\n");
        environment.put("MALLOC_ARENA_MAX", "");
        assertThat(launch("serve").out()).containsExactly("2");
        environment.put("MALLOC_ARENA_MAX", "7");
        assertThat(launch("serve").out()).containsExactly("7");
    }

    /** Replaces the stub of Java by one that runs a script, and returns what the script prints on standard error. */
    private String script(String text, String start) throws IOException, InterruptedException {
        program(folder.resolve("jdk-17/bin/java"), "#!/bin/bash\n" + text);
        return under(start, "put", "k", "-", "0").err();
    }

    /** Launches with a shell command in between, which has to run the program in its arguments. */
    private Result under(String start, String... arguments) throws IOException, InterruptedException {
        Path shell = folder.resolve("start");
        program(shell, "#!/bin/bash\n" + start + "\n");
        List<String> words =
                new ArrayList<>(List.of("bash", folder.resolve("dist/latchkey").toString()));
        words.addAll(List.of(arguments));
        return launch(folder, shell.toString(), words.toArray(String[]::new));
    }

    @Test
    void closedStreamsCannotBeUsedAndTheirNumbersAreTaken() throws Exception {
        String reads = "head -c 1 >/dev/null 2>&1 && echo read >&2 || echo refused >&2";
        assertThat(script(reads, "exec \"$@\" <&-")).isEqualTo("refused\n");
        assertThat(script(reads, "exec \"$@\" </dev/null")).isEqualTo("read\n");
        String writes = "{ echo x; } 2>/dev/null && echo written >&2 || echo refused >&2; : >&1 && echo open >&2";
        assertThat(script(writes, "exec \"$@\" >&-")).isEqualTo("refused\nopen\n");
        assertThat(script(writes, "exec \"$@\" >/dev/null")).isEqualTo("written\nopen\n");
        Path said = folder.resolve("said");
        script("echo x >&2 && echo written >" + said + " || echo refused >" + said, "exec \"$@\" 2>&-");
        assertThat(said).hasContent("refused");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void jvmGetsAUtf8LocaleWhereTheOneSetHasNoneOrIsNotInstalled() throws Exception {
        String none = "unset LANG LC_ALL LC_CTYPE LC_TIME; ";
        String says = "echo \"$LC_ALL ${LATCHKEY_LC_ALL-none}\" >&2";
        for (String start :
                List.of("", "export LANG=C;", "export LANG=C.UTF-8 LC_TIME=xx_XX.UTF-8;", "export LC_CTYPE=xx_XX;")) {
            assertThat(script(says, none + start + "exec \"$@\"").lines().reduce((one, last) -> last))
                    .as(start)
                    .hasValue("C.UTF-8 ");
        }
        for (String set : List.of("C", "POSIX", "xx_XX.UTF-8")) {
            String start = none + "{ export LC_ALL=" + set + "; } 2>/dev/null; exec \"$@\"";
            assertThat(script(says, start).lines().reduce((one, last) -> last)).hasValue("C.UTF-8 " + set);
        }
        assertThat(script(says, none + "export LANG=C.UTF-8; exec \"$@\"")).isEqualTo(" none\n");
        assertThat(script(says, none + "export LC_ALL=C.UTF-8; exec \"$@\"")).isEqualTo("C.UTF-8 none\n");
    }

    @Test
    void cdpathDoesNotMisleadTheLauncher() throws Exception {
        Files.createDirectories(folder.resolve("other/dist"));
        environment.put("CDPATH", folder.resolve("other").toString() + ":" + folder);
        assertThat(launch(folder, "dist/latchkey", "ping").out()).endsWith(jar(), "ping");
        environment.put("CDPATH", folder.toString());
        Result result = launch(folder, "dist/latchkey", "ping");
        assertThat(result.out()).endsWith(jar(), "ping");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void anyPathAndNoHomeWillDo() throws Exception {
        environment.put("HOME", "");
        for (String path : List.of("", "/no such directory", ".", ":", "a b:./c")) {
            environment.put("PATH", path);
            Result result = launch("ping");
            assertThat(result.err()).as(path).isEmpty();
            assertThat(result.out()).as(path).endsWith(jar(), "ping");
        }
    }

    @Test
    void ignoredSigpipeCausesNoComplaints() throws Exception {
        environment.put("JAVA_HOME", "");
        environment.put("PATH", folder.resolve("jdk-17/bin") + ":" + System.getenv("PATH"));
        Result result = under("trap '' PIPE; exec \"$@\"", "ping");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith(jar(), "ping");
    }

    @Test
    void wildcardsInJvmOptionsAreNotExpanded() throws Exception {
        environment.put("LATCHKEY_JAVA_OPTS", "-Da=* -Db=c");
        Files.writeString(folder.resolve("-Da=x"), "");
        assertThat(launch("ping").out()).contains("-Da=*", "-Db=c");
    }

    @Test
    void everyCommandRefusesToDeserialize() throws Exception {
        for (String command : List.of("serve", "simulate", "check", "get")) {
            assertThat(launch(command).out()).as(command).containsSubsequence("-Djdk.serialFilter=!*", "-jar", jar());
        }
    }

    @Test
    void symbolicLinksAreResolved() throws Exception {
        Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("bin/hop"), Path.of("../dist/latchkey"));
        Files.createSymbolicLink(folder.resolve("bin/lk"), folder.resolve("bin/hop"));
        assertThat(launch(folder.resolve("bin"), "./lk", "ping").out()).endsWith(jar(), "ping");
        assertThat(launch(Path.of("/"), folder.resolve("bin/lk").toString(), "ping")
                        .out())
                .endsWith(jar(), "ping");
    }

    @Test
    void javaOnThePathIsUsedIfJavaHomeIsNotSet() throws Exception {
        environment.put("JAVA_HOME", "");
        environment.put("PATH", folder.resolve("jdk-17/bin") + ":" + System.getenv("PATH"));
        Result result = launch("ping");
        assertThat(result.out().get(0))
                .isEqualTo(folder.toRealPath().resolve("jdk-17/bin/java").toString());
        assertThat(result.err()).isEmpty();
    }

    @Test
    void javaHomeThatIsTooOldIsSkippedAndNamed() throws Exception {
        jdk("jdk-8", "1.8.0_392");
        environment.put("JAVA_HOME", folder.resolve("jdk-8").toString());
        environment.put("PATH", folder.resolve("jdk-17/bin") + ":" + System.getenv("PATH"));
        Result result = launch("ping");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().get(0)).contains("jdk-17");
        assertThat(result.err().lines()).singleElement().asString().contains("jdk-8, which contains Java 8; using");
    }

    @Test
    void directoryThatIsNeitherDistributionNorCheckoutIsReported() throws Exception {
        Files.delete(folder.resolve("dist/lib/latchkey-app-9.jar"));
        Files.delete(folder.resolve("dist/lib"));
        Result result = launch("ping");
        assertThat(result.exitCode()).isEqualTo(ExitCode.OWN_FAILURE.code());
        assertThat(result.err().lines()).singleElement().asString().contains("neither lib/ nor pom.xml");
    }

    @Test
    void checkoutIsBuiltOnceAndAgainWhenASourceIsNewer() throws Exception {
        checkout("""
                mkdir -p app/target/latchkey-9/latchkey-9/lib
                touch app/target/latchkey-9/latchkey-9/lib/latchkey-app-9.jar app/target/latchkey-9.tar.gz
                """);
        assertThat(launch("ping").out()).endsWith("ping").noneMatch(line -> line.contains("loud"));
        assertThat(builds()).hasSize(1);
        assertThat(launch("ping").out()).endsWith("ping");
        assertThat(builds()).hasSize(1);
        Path archive = folder.resolve("dist/app/target/latchkey-9.tar.gz");
        Files.setLastModifiedTime(
                folder.resolve("dist/core/src/main/A.java"),
                FileTime.fromMillis(Files.getLastModifiedTime(archive).toMillis() + 2_000));
        assertThat(launch("ping").out()).endsWith("ping");
        assertThat(builds()).hasSize(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void launchesAtTheSameTimeBuildOnce() throws Exception {
        checkout("""
                mkdir -p app/target/latchkey-9/latchkey-9/lib
                until [[ -e ../second ]]; do read -r -t 0.05 <> <(:) || true; done
                touch app/target/latchkey-9/latchkey-9/lib/latchkey-app-9.jar app/target/latchkey-9.tar.gz
                """);
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "needs flock, which makes the second launch wait");
        program(
                folder.resolve("maven/flock"),
                "#!/bin/bash\necho waits >>" + folder.resolve("locks")
                        + "\n[[ $(wc -l <" + folder.resolve("locks") + ") -lt 2 ]] || touch " + folder.resolve("second")
                        + "\nexec /usr/bin/flock \"$@\"\n");
        List<CompletableFuture<Result>> both = Stream.of("one", "two")
                .map(word ->
                        CompletableFuture.supplyAsync(() -> launchUnchecked(word), task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<Result> one : both) {
            assertThat(one.get(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS).exitCode())
                    .isZero();
        }
        assertThat(builds()).hasSize(1);
    }

    private Result launchUnchecked(String word) {
        try {
            return launch(word);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void failedBuildStartsNothing() throws Exception {
        checkout("exit 1\n");
        Result result = launch("ping");
        assertThat(result.exitCode()).isEqualTo(ExitCode.OWN_FAILURE.code());
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("the build failed");
    }

    /** Turns the directory into a checkout, with a stub of Maven that records each build and then runs {@code build}. */
    private void checkout(String build) throws IOException {
        Files.delete(folder.resolve("dist/lib/latchkey-app-9.jar"));
        Files.delete(folder.resolve("dist/lib"));
        Files.writeString(folder.resolve("dist/pom.xml"), "");
        Files.createDirectories(folder.resolve("dist/app"));
        Files.createDirectories(folder.resolve("dist/core/src/main"));
        Files.writeString(folder.resolve("dist/core/src/main/A.java"), "");
        program(
                folder.resolve("maven/mvn"),
                "#!/bin/bash\necho loud\necho build >>" + folder.resolve("builds") + "\n" + build);
        environment.put("PATH", folder.resolve("maven") + ":" + System.getenv("PATH"));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds"));
    }
}
