package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in packaging/ start the server with options and variables that exist. */
final class PackagingTest {

    private static final String UNIT = ProjectFolder.text("packaging/latchkey.service");
    private static final String IMAGE = ProjectFolder.text("packaging/Dockerfile");
    private static final String SETTINGS = ProjectFolder.text("packaging/latchkey.env");
    private static final CommandRun.Given NOBODY =
            CommandRun.Given.environment(Map.of("LATCHKEY_PASSWORD", "needed on other addresses than 127.0.0.1"));

    /** The words of a line of JSON, such as {@code CMD ["a", "b"]}. */
    private static List<String> words(String instruction) {
        Matcher line = Pattern.compile("(?m)^" + instruction + "(?: --\\S+)*(?: CMD)? \\[(.*)\\]$")
                .matcher(IMAGE);
        assertThat(line.find()).as(instruction).isTrue();
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(line.group(1))
                .results()
                .map(word -> word.group(1))
                .toList();
    }

    private static void assertStartsAServer(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--print-config");
        CommandRun run = NOBODY.run(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void unitStartsAServer() {
        Matcher command =
                Pattern.compile("(?m)^ExecStart=/opt/latchkey/latchkey (.*)$").matcher(UNIT);
        assertThat(command.find()).isTrue();
        assertStartsAServer(List.of(command.group(1).split(" ")));
    }

    @Test
    void unitIsValid(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Program.isOnPath("systemd-analyze"), "skipped: systemd-analyze is not on the PATH");
        Path launcher = ProjectFolder.root().resolve("latchkey");
        Path unit = Files.writeString(
                folder.resolve("latchkey.service"), UNIT.replace("/opt/latchkey/latchkey", launcher.toString()));
        Process analysis = new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(analysis.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(analysis.waitFor()).as(output).isZero();
        assertThat(output.lines().filter(line -> line.contains("latchkey"))).isEmpty();
    }

    @Test
    void imageStartsAServerAndChecksItsHealth() {
        assertThat(words("ENTRYPOINT")).containsExactly("latchkey");
        assertStartsAServer(words("CMD"));
        assertThat(words("HEALTHCHECK")).containsExactly("latchkey", "ping");
        assertThat(IMAGE).containsPattern("(?m)^USER \\d+:\\d+$");
    }

    @Test
    void everyVariableExists() {
        String help = NOBODY.run("serve", "--help").out() + NOBODY.run("--help").out();
        List<String> variables = Pattern.compile("(?m)^#?(LATCHKEY_\\w+)=")
                .matcher(SETTINGS)
                .results()
                .map(variable -> variable.group(1))
                .toList();
        assertThat(variables).hasSizeGreaterThan(5).allSatisfy(name -> assertThat(help)
                .containsPattern("\\b" + name + "\\b"));
    }

    @Test
    void everyFieldToMonitorIsDescribed() {
        String page = ProjectFolder.text("docs/deployment.md");
        String table = page.substring(page.indexOf("## Monitoring"), page.indexOf("## Backups"));
        String descriptions = ProjectFolder.text("docs/operations.md")
                + ProjectFolder.text("docs/durability.md")
                + ProjectFolder.text("SECURITY.md");
        List<String> fields = Pattern.compile("(?m)^\\| `(\\w+)` \\| \\w+ \\|")
                .matcher(table)
                .results()
                .map((MatchResult field) -> field.group(1))
                .toList();
        assertThat(fields).hasSizeGreaterThan(5).allSatisfy(name -> assertThat(descriptions)
                .contains("`" + name + "`"));
    }
}
