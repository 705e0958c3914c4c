package dev.latchkey.app.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.CommandTree;
import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * docs/man has a page for every command, made from the commands. To write them again: {@code mvn -pl app -am test
 * -Dtest=ManPagesTest -Ddocs.rewrite -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class ManPagesTest {

    private static final Path FOLDER = ProjectFolder.root().resolve("docs/man");

    private static Map<String, String> generated() {
        Map<String, CommandLine> commands = CommandTree.all();
        Map<String, String> pages = new TreeMap<>();
        commands.forEach(
                (path, command) -> pages.put(ManPage.name(path) + ".1", ManPage.of(path, command, commands.keySet())));
        return pages;
    }

    private static Map<String, String> written() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    @Test
    void everyCommandHasThePageThatItsHelpMakes() throws IOException {
        Map<String, String> generated = generated();
        if (System.getProperty("docs.rewrite") != null) {
            Files.createDirectories(FOLDER);
            for (String old : written().keySet()) {
                Files.delete(FOLDER.resolve(old));
            }
            for (Map.Entry<String, String> page : generated.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }
        assertThat(written()).as("-Ddocs.rewrite writes them again").isEqualTo(generated);
    }

    /** Independent of the code that makes the pages. */
    @Test
    void everyOptionAndSubcommandIsOnThePageOfItsCommand() throws IOException {
        Map<String, String> pages = written();
        CommandTree.all().forEach((path, command) -> {
            String page = pages.getOrDefault(("latchkey " + path).strip().replace(' ', '-') + ".1", "");
            for (String option : CommandTree.options(command)) {
                assertThat(page)
                        .containsPattern("\\\\fB(?:[^\n]*, )?" + option.replace("-", "\\\\-") + "(?:\\\\fR| |,)");
            }
            for (String name : command.getSubcommands().keySet()) {
                assertThat(page).contains("\\fB" + name + "\\fR\n");
            }
            assertThat(page).contains(".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n", ".SH SEE ALSO\n");
        });
    }

    @Test
    void groffFormatsEveryPageWithoutAWarning() throws IOException {
        assumeTrue(Program.isOnPath("groff"), "skipped: groff is not on the PATH");
        for (String name : written().keySet()) {
            Program.Result result = Program.run(
                    "groff", "-man", "-Tutf8", "-ww", "-z", FOLDER.resolve(name).toString());
            assertThat(result.output()).as(name).isEmpty();
        }
    }
}
