package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every failure in the table is covered by a test, and docs/failures.md shows by which. With {@code -Dfailures.rewrite=true} the
 * page is written instead, for review.
 */
final class FailuresTest {

    private static final boolean REWRITE = Boolean.getBoolean("failures.rewrite");

    private static final String PAGE = "docs/failures.md";

    private static final String HEAD = """
            # Failure tests

            What Latchkey is tested to survive, and by which tests. The javadoc of a test names the failures that it covers. A test
            generates this page from the tests and from a table of failures, and fails if one of them is not covered:

            ```
            mvn -q -pl app -am test -Dtest=FailuresTest -Dfailures.rewrite=true -Dsurefire.failIfNoSpecifiedTests=false
            ```

            [verification.md](verification.md) describes the tools behind these tests: the simulator, the checker, `verify` and
            `torture`.
            """;

    private final List<FailureTest> rows = FailureTest.read(ProjectFolder.text(FailureTest.TABLE));
    private final Map<String, Set<String>> covered = FailureTest.covered();

    @Test
    void everyFailureIsCoveredAndEveryIdIsInTheTable() {
        assertThat(covered.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().map(FailureTest::id).toList());
    }

    @Test
    void thePageShowsTheTests() throws IOException {
        if (REWRITE) {
            Files.writeString(ProjectFolder.root().resolve(PAGE), page());
        }
        assertThat(ProjectFolder.text(PAGE)).isEqualTo(page());
    }

    private String page() {
        StringBuilder page = new StringBuilder(HEAD);
        String section = "";
        for (FailureTest row : rows) {
            if (!row.section().equals(section)) {
                section = row.section();
                page.append("\n## ")
                        .append(section)
                        .append("\n\n| id | what happens | what holds | tests |\n|---|---|---|---|\n");
            }
            page.append("| ").append(row.id());
            page.append(" | ").append(row.fault());
            page.append(" | ").append(row.holds());
            page.append(" | `")
                    .append(String.join("`, `", covered.getOrDefault(row.id(), Set.of())))
                    .append("` |\n");
        }
        return page.toString();
    }

    @Test
    void idsAreReadFromJavadocOnly() {
        assertThat(FailureTest.idsIn("/*" + "* Long (NET-01).\n * NET-02, DISK-03. */\n// NET-04\n\"NET-05\""))
                .containsExactly("DISK-03", "NET-01", "NET-02");
    }
}
