package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.foreign.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Shells complete every command and every option: the scripts are tried in the shells themselves. */
final class CompletionCommandTest {

    private static final CommandRun.Given NOBODY = CommandRun.Given.environment(Map.of());

    private final Path folder;

    CompletionCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String script(String shell) {
        CommandRun run = NOBODY.run("completion", shell);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    private Path file(String shell) throws IOException {
        return Files.writeString(folder.resolve("completion." + shell), script(shell));
    }

    /** What a shell prints for a text, without the completion of this machine. */
    private Program.Result shell(String shell, String text) throws IOException {
        assumeTrue(Program.isOnPath(shell), "skipped: " + shell + " is not on the PATH");
        Path script = Files.writeString(
                folder.resolve("try." + shell), "cd " + folder + "\nsource " + file(shell) + "\n" + text);
        Program.Result result = shell.equals("bash")
                ? Program.run("bash", "--norc", "--noprofile", script.toString())
                : Program.run(shell, shell.equals("zsh") ? "-f" : "--no-config", script.toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result;
    }

    /** The candidates of bash for the last of these words; bash makes words of their own of equals signs. */
    private List<String> inBash(String words) throws IOException {
        return shell("bash", bash(words)).lines();
    }

    private static String bash(String words) {
        String quoted = Arrays.stream(words.split(" ", -1))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        return "COMP_WORDS=(" + quoted + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_latchkey\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    }

    @Test
    void bashCompletesEveryOptionAndSubcommand() throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        CommandTree.all().forEach((path, command) -> {
            for (String word : List.of("-", "")) {
                String words = ("latchkey " + path).strip() + " " + word;
                text.append("echo '").append(words).append("'\n").append(bash(words));
            }
            expected.add(("latchkey " + path).strip() + " -");
            expected.addAll(CommandTree.options(command));
            expected.add(("latchkey " + path).strip() + " ");
            expected.addAll(new TreeSet<>(command.getSubcommands().keySet()));
        });
        List<String> offered = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : shell("bash", text.toString()).lines()) {
            if (line.startsWith("latchkey ")) {
                offered.addAll(new TreeSet<>(block));
                block.clear();
                offered.add(line);
            } else if (!line.isEmpty()) {
                block.add(line);
            }
        }
        offered.addAll(new TreeSet<>(block));
        assertThat(withoutValues(offered)).containsExactlyElementsOf(expected);
    }

    /** Without the candidates for parameters, which are not those for subcommands. */
    private static List<String> withoutValues(List<String> offered) {
        List<String> kept = new ArrayList<>();
        boolean isOfLeaf = false;
        for (String line : offered) {
            if (line.startsWith("latchkey ")) {
                CommandLine command = CommandTree.all()
                        .get(line.substring("latchkey ".length())
                                .replaceFirst("(^| )-?$", "")
                                .strip());
                isOfLeaf = line.endsWith(" ")
                        && (command == null || command.getSubcommands().isEmpty());
                kept.add(line);
            } else if (!isOfLeaf) {
                kept.add(line);
            }
        }
        return kept;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "latchkey pi | ping",
                "latchkey --server localhost:1 pi | ping",
                "latchkey --server=localhost:1 pi | ping",
                "latchkey help lock | lock locks",
                "latchkey completion | bash zsh fish",
                "latchkey user re | remove",
                "latchkey get --only | --only-version",
                "latchkey get a --only | --only-version",
                "latchkey get -- --only | none",
                "latchkey get --password-file some | some file,some folder",
                "latchkey get --password-file = some | some file,some folder",
                "latchkey get --password-file = | completion.bash,some file,some folder,try.bash",
                "latchkey restore --data some | some folder",
                "latchkey restore some | some file,some folder",
                "latchkey check some thing some | some file,some folder",
                "latchkey lock --ttl 5s build -- some | none",
                "latchkey lock build bas | bash...",
                "latchkey lock build bash some | some file,some folder",
                "latchkey lock build bash --json | none",
                "latchkey lock build bash get --only | none",
                "latchkey put k so | none",
                "latchkey simulate --scenario durable-rou | durable-rough",
                "latchkey serve --log-format t | text",
            })
    void bashCompletesWhatBelongsAtThePosition(String line, String expected) throws IOException {
        Files.writeString(folder.resolve("some file"), "");
        Files.createDirectory(folder.resolve("some folder"));
        String words = line.strip().equals("latchkey completion") ? line.strip() + " " : line.strip();
        List<String> offered = inBash(words).stream()
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (expected == null) {
            assertThat(offered).isEmpty();
        } else if (expected.endsWith("...")) { // why: what else begins so depends on the machine
            assertThat(offered).contains(expected.replace("...", ""));
        } else {
            assertThat(offered)
                    .containsExactlyInAnyOrder(
                            expected.split(expected.contains(",") || expected.contains("some") ? "," : " "));
        }
    }

    @Test
    void bashLeavesTheOptionsOfTheProgramToTheProgram() throws IOException {
        assertThat(inBash("latchkey lock build --js")).containsExactly("--json");
        assertThat(inBash("latchkey lock build bash --js")).containsExactly("");
    }

    @Test
    void bashRegistersTheCompletion() throws IOException {
        assertThat(shell("bash", "complete -p latchkey").output()).isEqualTo("complete -F _latchkey latchkey\n");
    }

    @Test
    void fishCompletesEveryOptionAndSubcommandWithItsDescription() throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        CommandTree.all().forEach((path, command) -> {
            for (String word : List.of("-", "")) {
                String line = ("latchkey " + path).strip() + " " + word;
                text.append("echo '")
                        .append(line)
                        .append("'\ncomplete -C '")
                        .append(line)
                        .append("'\n");
                expected.add(line);
                expected.addAll(
                        word.equals("-")
                                ? CommandTree.options(command)
                                : new TreeSet<>(command.getSubcommands().keySet()));
            }
        });
        List<String> offered = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : shell("fish", text.toString()).lines()) {
            if (line.startsWith("latchkey ")) {
                offered.addAll(new TreeSet<>(block));
                block.clear();
                offered.add(line);
            } else {
                block.add(line.replaceFirst("\t.*", ""));
            }
        }
        offered.addAll(new TreeSet<>(block));
        assertThat(withoutValues(offered)).containsExactlyElementsOf(expected);
        assertThat(shell("fish", "complete -C 'latchkey pi'").output()).contains("ping\tHealth check");
    }

    @Test
    void zshAcceptsTheScriptAndRegistersTheCompletion() throws IOException {
        assertThat(shell("zsh", """
                autoload -U compinit
                compinit -D
                source %s
                print $_comps[latchkey]
                whence -w _latchkey _latchkey_lock _latchkey_user_add
                """.formatted(folder.resolve("completion.zsh"))).lines())
                .contains("_latchkey", "_latchkey_lock: function", "_latchkey_user_add: function");
    }

    @Test
    void zshHasEveryOptionAndSubcommand() {
        String script = script("zsh");
        CommandTree.all().forEach((path, command) -> {
            String name = path.isEmpty() ? "_latchkey" : "_latchkey_" + path.replace(' ', '_');
            int begin = script.indexOf("\n" + name + "() {");
            assertThat(begin).as(name).isPositive();
            String function = script.substring(begin, script.indexOf("\n}\n", begin));
            assertThat(CommandTree.options(command))
                    .allSatisfy(option -> assertThat(function).containsPattern("'\\*" + option + "=?\\["));
            assertThat(command.getSubcommands().keySet())
                    .allSatisfy(sub -> assertThat(function).contains(" '" + sub + ":", sub + ") " + name + "_" + sub));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcsh", "", "Bash"})
    void otherShellsAreRefused(String shell) {
        CommandRun run = NOBODY.run("completion", shell);
        assertThat(run.err()).contains("unknown shell '" + shell + "': must be bash, zsh or fish");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }
}
