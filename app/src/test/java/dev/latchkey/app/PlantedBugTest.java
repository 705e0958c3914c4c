package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The file format of planted bugs, and planting one into a source text. */
final class PlantedBugTest {

    private static PlantedBug bug(String original, String planted) {
        return PlantedBug.parse(
                "core",
                "core/some-bug",
                "# What goes wrong.\nfile: dev/A.java\ncaught by: dev.ATest$Inner#finds\n--- original\n" + original
                        + "\n--- planted\n" + planted);
    }

    @Test
    void fileDescribedInTheReadmeIsRead() {
        PlantedBug bug = bug("a + 1", "a + 2\n");

        assertThat(bug.file()).isEqualTo("dev/A.java");
        assertThat(bug.caughtBy()).isEqualTo("dev.ATest$Inner#finds");
        assertThat(bug.testClass()).isEqualTo("dev.ATest");
    }

    @Test
    void aFileOfAnotherFormIsRefused() {
        assertThatThrownBy(() -> PlantedBug.parse("core", "core/odd", "file: dev/A.java\n"))
                .hasMessage("core/odd does not have the form described in planted/README.md");
    }

    @Test
    void theOriginalIsReplacedWhereverItsLinesBreak() {
        assertThat(bug("if (a) {\n    b();\n}", "b();").plantInto("x();\n\tif (a)\n{ b(); } y();"))
                .isEqualTo("x();\n\tb(); y();");
    }

    @Test
    void plantedTextIsTakenLiterally() {
        assertThat(bug("a.*b", "$1 \\n").plantInto("aab a.*b")).isEqualTo("aab $1 \\n");
    }

    @Test
    void missingOriginalIsRefused() {
        assertThatThrownBy(() -> bug("a + 1", "a + 2").plantInto("a - 1"))
                .hasMessageStartingWith("core/some-bug: the original occurs 0 times in dev/A.java");
    }

    @Test
    void anOriginalThatOccursTwiceIsRefused() {
        assertThatThrownBy(() -> bug("a + 1", "a + 2").plantInto("a + 1; a + 1"))
                .hasMessageStartingWith("core/some-bug: the original occurs 2 times in dev/A.java");
    }
}
