package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests named in the list of found bugs exist. */
final class FoundBugsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| .* \\| .* \\| (.*) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    private final List<MatchResult> rows =
            ROW.matcher(ProjectFolder.text("docs/found.md")).results().toList();

    @Test
    void rowsAreNumberedAndNameATestOrSayThatNoneExists() {
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).group(1)).isEqualTo(String.valueOf(i + 1));
            String test = rows.get(i).group(2);
            assertThat(TEST.matcher(test).find() || test.startsWith("none of its own"))
                    .as(test)
                    .isTrue();
        }
        assertThat(rows).isNotEmpty();
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Map<String, String> tests = testSources();
        List<String> missing = rows.stream()
                .flatMap(row -> TEST.matcher(row.group(2)).results())
                .filter(test -> !tests.getOrDefault(test.group(1), "").contains("void " + test.group(2) + "("))
                .map(MatchResult::group)
                .toList();
        assertThat(missing).isEmpty();
    }

    /** The text of each test class by its simple name. If two modules have a class of the same name, the text of both. */
    private static Map<String, String> testSources() throws IOException {
        try (Stream<Path> modules = Files.list(ProjectFolder.root())) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::exists)
                    .flatMap(FoundBugsTest::sourcesIn)
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replaceFirst("\\.java$", ""),
                            FoundBugsTest::text,
                            String::concat));
        }
    }

    private static Stream<Path> sourcesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
