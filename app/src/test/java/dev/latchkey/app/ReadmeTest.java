package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.seams.SystemChance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the README produce the output shown there. */
final class ReadmeTest {

    private static final String README = ProjectFolder.text("README.md");

    /** The word after the name of the program where a command is shown. */
    private static final Pattern COMMAND = Pattern.compile("(?:\\./|`)latchkey ([a-z]+)");

    /** The code block after a comment that names this test. */
    private static String block(String mark) {
        Matcher block = Pattern.compile("<!-- " + mark + " by ReadmeTest -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL)
                .matcher(README);
        assertThat(block.find()).as("a block '%s by ReadmeTest'", mark).isTrue();
        return block.group(1);
    }

    @Test
    void transcriptIsWhatRedisCliSays() {
        assumeTrue(Program.isOnPath("redis-cli"), "skipped: redis-cli is not on the PATH (Debian: redis-tools)");
        List<String> expected = block("run").lines().toList();
        List<String> said = new ArrayList<>();
        try (ServedNode node = ServedNode.open()) {
            for (String line : expected) {
                if (line.startsWith("$ redis-cli -p 5625 ")) {
                    said.add(line);
                    said.addAll(redisCli(node.port(), line.substring("$ redis-cli -p 5625 ".length())));
                }
            }
        }
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void curlSaysWhatIsShown() {
        CurlTranscript.assertIsWhatCurlSays(List.of(block("curl")));
    }

    /** The output without the empty line that redis-cli prints after an error. */
    private static List<String> redisCli(int port, String command) {
        List<String> words =
                new ArrayList<>(List.of("redis-cli", "--no-raw", "-h", ServedNode.HOST, "-p", String.valueOf(port)));
        words.addAll(List.of(command.split(" ")));
        return Program.run(words.toArray(String[]::new)).lines().stream()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Ids are ignored because they differ each time. */
    @Test
    void backupAndRestoreSayWhatIsShown(@TempDir Path folder) {
        List<String> expected =
                block("backed up").lines().map(ReadmeTest::withoutIds).toList();
        List<String> said = new ArrayList<>();
        try (ServedNode node = ServedNode.open()) {
            CommandRun.Given given = CommandRun.Given.server(node.port());
            given.run("put", "greeting", "hello", "0");
            given.run("put", "greeting", "hi", "1");
            for (String line : expected) {
                if (line.startsWith("$ ./latchkey ")) {
                    said.add(line);
                    said.addAll(latchkey(given, folder, line.substring("$ ./latchkey ".length())));
                }
            }
        }
        assertThat(said.subList(0, expected.size() - 1)).isEqualTo(expected.subList(0, expected.size() - 1));
        assertThat(expected).endsWith("...");
    }

    @Test
    void editAndItsSiblingsSayWhatIsShown() {
        assertCommandsSayWhatIsShown("edited");
    }

    @Test
    void followSaysWhatIsShown() {
        assertCommandsSayWhatIsShown("followed");
    }

    private static void assertCommandsSayWhatIsShown(String block) {
        List<String> expected = block(block).lines().toList();
        List<String> said = new ArrayList<>();
        Pattern shown = Pattern.compile("\\$ (?:EDITOR='(.*)' )?\\./latchkey (.*)");
        try (ServedNode node = ServedNode.open()) {
            for (String line : expected) {
                Matcher command = shown.matcher(line);
                if (command.matches()) {
                    CommandRun.Given given =
                            CommandRun.Given.server(node.port()).with("EDITOR", String.valueOf(command.group(1)));
                    said.add(line);
                    said.addAll(
                            given.run(command.group(2).split(" ")).out().lines().toList());
                }
            }
        }
        assertThat(said).isEqualTo(expected);
    }

    private static List<String> latchkey(CommandRun.Given given, Path folder, String command) {
        String inFolder = command.replaceAll("(store\\.backup|copy)", folder + "/$1");
        CommandRun run = given.run(inFolder.split(" "));
        assertThat(run.err()).isEmpty();
        return run.out()
                .lines()
                .map(line -> withoutIds(line.replace(folder + "/", "")))
                .toList();
    }

    private static String withoutIds(String line) {
        return line.replaceAll("[0-9a-f]{32}", "ID");
    }

    @Test
    void javaExampleCompilesAndSaysWhatHappened(@TempDir Path folder) throws IOException {
        String example = block("compiled and run");
        assertThat(example).contains("127.0.0.1:5625");
        try (ServedNode node = ServedNode.open()) {
            String output = JavaExamples.run(
                            folder, List.of(example.replace("127.0.0.1:5625", "127.0.0.1:" + node.port())))
                    .get(0);
            assertThat(output)
                    .contains("done: blue is version 2\n", "visits is at version 1\n", "value=blue, version=2]]]\n")
                    .endsWith("the lock is ours, fencing token 1\n");
            assertThat(CommandRun.Given.server(node.port())
                            .run("get", "config/color")
                            .out())
                    .isEqualTo("blue");
        }
    }

    @Test
    void everyCommandThatIsNamedExists() {
        ProcessContext surroundings = new ProcessContext(
                new Environment(Map.of()),
                new ByteArrayInputStream(new byte[0]),
                StandardOutput.to(OutputStream.nullOutputStream()),
                false,
                false,
                false,
                SystemChance.secure(),
                new ProcessLifetime(code -> {}, System.err));
        List<String> named = COMMAND.matcher(README)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .toList();
        assertThat(named).contains("serve", "lock");
        assertThat(LatchkeyCommand.commandLine(surroundings).getSubcommands().keySet())
                .containsAll(named);
    }
}
