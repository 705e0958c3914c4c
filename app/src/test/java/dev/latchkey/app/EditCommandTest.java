package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Value;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey edit} with shell commands as editors, which get the file as their last argument. */
final class EditCommandTest {

    private static final String CHANGED = "latchkey edit: not done: version conflict, the key is at version 2\n";

    private final RivalEngine engine = new RivalEngine();
    private Node node;
    private CommandRun.Given given;
    private Path temporary;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        temporary = folder;
        node = Node.start(NodeConfig.loopback(0), engine);
        given = CommandRun.Given.environment(
                Map.of("LATCHKEY_SERVER", "127.0.0.1:" + node.address().getPort(), "TMPDIR", temporary.toString()));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void put(String key, String value) {
        assertThat(given.run("put", "--any-version", key, value).exitCode()).isZero();
    }

    private String value(String key) {
        return given.run("get", key).out();
    }

    private CommandRun edit(CommandRun.Given user, String editor, String... arguments) {
        String[] words = Stream.concat(Stream.of("edit"), Stream.of(arguments)).toArray(String[]::new);
        return user.with("EDITOR", editor).run(words);
    }

    private CommandRun edit(String editor, String... arguments) {
        return edit(given, editor, arguments);
    }

    /** An editor that replaces the text; {@code text} is in the notation of printf. */
    private static String writing(String text) {
        return "printf '" + text + "' >";
    }

    private static void assertSaid(CommandRun run, int exitCode, String out, String err) {
        assertThat(run.err()).isEqualTo(err);
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void assertNothingIsLeft() {
        assertThat(temporary).isEmptyDirectory();
    }

    /** The text is kept, and the message names the file. */
    private void assertKept(CommandRun run, String text) throws IOException {
        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file).hasContent(text);
            assertThat(run.err()).endsWith("latchkey edit: your text is kept in " + file + "\n");
        });
    }

    @Test
    void editedTextIsWritten() {
        put("k", "old");
        assertSaid(edit("printf ' and new' >>", "k"), 0, "2\n", "");
        assertThat(value("k")).isEqualTo("old and new");
        assertNothingIsLeft();
    }

    @Test
    void keyThatDoesNotExistIsCreated() {
        assertSaid(edit(writing("x\\n"), "--json", "a key/of words"), 0, "{\"outcome\":\"Ok\",\"version\":1}\n", "");
        assertThat(value("a key/of words")).isEqualTo("x");
    }

    @Test
    void unchangedTextIsNotWritten() {
        put("k", "old");
        String unchanged = "latchkey edit: unchanged: nothing was written\n";
        assertSaid(edit("true", "k"), 0, "", unchanged);
        assertSaid(edit("echo >>", "k"), 0, "", unchanged);
        assertSaid(edit("true", "new"), 0, "", unchanged);
        assertSaid(edit("true", "--json", "k"), 0, "{\"outcome\":\"Unchanged\",\"version\":1}\n", unchanged);
        assertThat(given.run("get", "--only-version", "k").out()).isEqualTo("1\n");
        assertThat(given.run("get", "new").exitCode()).isEqualTo(1);
        assertNothingIsLeft();
    }

    @Test
    void lineEndingThatEditorsAddIsRemovedIfTheValueHadNone() {
        put("none", "a");
        edit(writing("b\\n"), "none");
        assertThat(value("none")).isEqualTo("b");
        edit(writing("c\\n\\n"), "none");
        assertThat(value("none")).isEqualTo("c\n");
        edit(writing("d\\n"), "none");
        assertThat(value("none")).isEqualTo("d\n");
        edit(writing("e"), "none");
        assertThat(value("none")).isEqualTo("e");
        edit(writing("f\\r\\n"), "none");
        assertThat(value("none")).isEqualTo("f");
        edit(writing("g\\n"), "--binary", "none");
        assertThat(value("none")).isEqualTo("g\n");
    }

    @Test
    void changeOfAnotherClientIsNeverOverwritten() throws IOException {
        put("k", "old");
        engine.contend("k", 1);
        CommandRun run = edit(writing("mine\\n"), "k");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith(CHANGED);
        assertKept(run, "mine\n");
        assertThat(value("k")).isEqualTo(RivalEngine.RIVAL);
    }

    @Test
    void keyThatAnotherClientHasDeletedIsNotCreatedAgain() throws IOException {
        put("k", "old");
        engine.contend("k", 0);
        CommandRun run = edit(writing("mine"), "k");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("latchkey edit: not done: the key has been deleted\n");
        assertKept(run, "mine");
        assertThat(given.run("get", "k").exitCode()).isEqualTo(1);
    }

    /** The editor merges the current value, which it finds beside the file, into the text. */
    @Test
    void userAtATerminalCanEditAgainWithTheCurrentValue() {
        put("k", "old");
        engine.contend("k", 1);
        String merging =
                "merge() { if [ -e \"$1.current\" ]; then cat \"$1.current\" >> \"$1\"; else printf mine > \"$1\";"
                        + " fi; }; merge";
        CommandRun run = edit(given.typing("y\n"), merging, "k");
        assertThat(run.err())
                .startsWith("latchkey edit: not done: the key has changed and is at version 2 now, with the value in "
                        + temporary)
                .endsWith(".current; edit your text again, to write it over that? [y/N] ");
        assertThat(run.exitCode()).isZero();
        assertThat(value("k")).isEqualTo("mine" + RivalEngine.RIVAL);
        assertNothingIsLeft();
    }

    @Test
    void userAtATerminalCanRefuseToEditAgain() throws IOException {
        put("k", "old");
        for (String answer : List.of("n\n", "", "yes, please\n")) {
            engine.contend("k", 1);
            CommandRun run = edit(given.typing(answer), writing("mine"), "k");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("your text is kept in ");
            assertThat(value("k")).isEqualTo(RivalEngine.RIVAL);
        }
        assertThat(files())
                .filteredOn(file -> !file.toString().endsWith(".current"))
                .hasSize(3);
    }

    @Test
    void failureOfTheEditorWritesNothing() {
        put("k", "old");
        for (String[] editorAndReason : new String[][] {
            {"false", "the editor 'false' exited with code 1"},
            {"no-such-editor", "cannot run the editor 'no-such-editor': no such program; set VISUAL or EDITOR"},
            {"kill -9 $$;", "the editor 'kill -9 $$;' was terminated by signal 9"},
        }) {
            assertSaid(edit(editorAndReason[0], "k"), 1, "", "latchkey edit: not done: " + editorAndReason[1] + "\n");
        }
        assertThat(edit("rm", "k").err()).contains("the editor has removed the file");
        assertThat(value("k")).isEqualTo("old");
        assertNothingIsLeft();
    }

    @Test
    void editsThatAFailedEditorHasSavedAreKept() throws IOException {
        put("k", "old");
        CommandRun run = edit("fail() { printf mine > \"$1\"; exit 3; }; fail", "k");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("exited with code 3\n");
        assertKept(run, "mine");
        assertThat(value("k")).isEqualTo("old");
    }

    @Test
    void withoutAnEditorAndATerminalNothingIsStarted() {
        put("k", "old");
        assertSaid(
                given.with("EDITOR", " ").run("edit", "k"),
                2,
                "",
                "latchkey edit: no editor: standard input is not a terminal, and neither VISUAL nor EDITOR is set\n");
        CommandRun visual = given.with("VISUAL", "true").with("EDITOR", "false").run("edit", "k");
        assertThat(visual.exitCode()).isZero();
    }

    @Test
    void valueThatIsNotTextIsRefusedUnlessBinary() {
        for (byte[] value : new byte[][] {{(byte) 0xff}, {'a', 0}}) {
            given.in(value).run("put", "--any-version", "k", "-");
            assertSaid(
                    edit(writing("mine"), "k"),
                    2,
                    "",
                    "latchkey edit: the value is not UTF-8 text: use --binary to edit the bytes as they are\n");
            assertThat(edit("printf '\\001' >>", "--binary", "k").exitCode()).isZero();
            assertThat(given.run("get", "k").bytes()).startsWith(value).endsWith(1);
        }
        assertNothingIsLeft();
    }

    @Test
    void textThatCannotBeAValueIsRefusedAndKept() throws IOException {
        put("k", "old");
        CommandRun invalid = edit(writing("\\377"), "k");
        assertThat(invalid.exitCode()).isEqualTo(2);
        assertThat(invalid.err()).contains("the edited text is not UTF-8 text");
        CommandRun tooLong = edit("head -c " + (Value.LENGTH_MAX + 1) + " /dev/zero | tr '\\0' x >", "k");
        assertThat(tooLong.exitCode()).isEqualTo(2);
        assertThat(tooLong.err()).contains("longer than a value can be, 1048576 bytes");
        assertThat(files()).hasSize(2);
        assertThat(value("k")).isEqualTo("old");
        CommandRun longest = edit("head -c " + Value.LENGTH_MAX + " /dev/zero | tr '\\0' x >", "k");
        assertThat(longest.exitCode()).isZero();
    }

    @Test
    void fileIsPrivateAndNamedLikeTheKey() {
        put("../etc/-config file.json", "old");
        CommandRun run = edit(
                "look() { stat -c %a \"$1\" \"${1%/*}\" > \"$1.look\"; basename \"$1\" >> \"$1.look\"; cat \"$1.look\" > \"$1\"; };"
                        + " look",
                "../etc/-config file.json");
        assertThat(run.err()).isEmpty();
        assertThat(value("../etc/-config file.json")).isEqualTo("600\n700\n_etc_-config_file.json");
        assertNothingIsLeft();
    }

    @Test
    void directoryForTheFileThatDoesNotExistIsNamed() {
        assertSaid(
                edit(given.with("TMPDIR", "/no/such"), "true", "k"),
                2,
                "",
                "latchkey edit: cannot create a file in /no/such: no such file or directory\n");
    }

    @Test
    void storeThatReplacedTheOneThatWasReadIsNotWritten() throws IOException {
        put("k", "old");
        Path signal = temporary.resolve("replaced");
        engine.replaceStoreOnce(signal, "k");
        CommandRun run = edit("touch '" + signal + "'; " + writing("mine"), "k");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("the server has a different store");
        assertThat(run.err()).contains("latchkey edit: your text is kept in ");
        assertThat(value("k")).isEqualTo("v");
    }
}
