package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A test process distinguishes a failed test from everything else that may go wrong. */
final class TestProcessTest {

    private static TestVerdict verdictOf(String test, Path scratch) throws IOException, InterruptedException {
        ModuleUnderTest app = new ModuleUnderTest(Path.of("..").toAbsolutePath().normalize(), "app");
        return new TestProcess(app, scratch)
                .run(List.of(Subject.class.getName() + test))
                .verdict();
    }

    @Test
    void aGreenTestPassed(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#green", scratch)).isEqualTo(TestVerdict.PASSED);
    }

    @Test
    void aRedTestFailed(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#red", scratch)).isEqualTo(TestVerdict.FAILED);
    }

    @Test
    void skippedTestCountsAsNothingRan(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#skipped", scratch)).isEqualTo(TestVerdict.NOTHING_RAN);
    }

    @Test
    void missingMethodRunsNothing(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#noSuchTest", scratch)).isEqualTo(TestVerdict.NOTHING_RAN);
    }

    @Test
    void missingClassIsBroken(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("Gone", scratch)).isEqualTo(TestVerdict.BROKEN);
    }

    @Test
    void aClassThatCannotBeLoadedIsBroken(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#unloadable", scratch)).isEqualTo(TestVerdict.BROKEN);
    }

    @Test
    void aTestThatEndsTheProcessDied(@TempDir Path scratch) throws IOException, InterruptedException {
        assertThat(verdictOf("#exits", scratch)).isEqualTo(TestVerdict.DIED);
    }

    /** The tests that the processes run. They are disabled elsewhere, because one of them ends its process. */
    @EnabledIfSystemProperty(named = TestProcess.MARK, matches = "true")
    static final class Subject {

        @Test
        void green() {
            assertThat(1 + 1).isEqualTo(2);
        }

        @Test
        void red() {
            assertThat(1 + 1).isEqualTo(3);
        }

        @Test
        void skipped() {
            Assumptions.abort();
        }

        @Test
        void unloadable() throws ClassNotFoundException {
            assertThat(Class.forName("dev.latchkey.Gone")).isNotNull();
        }

        @Test
        void exits() {
            System.exit(0);
        }
    }
}
