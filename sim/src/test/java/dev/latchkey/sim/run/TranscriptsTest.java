package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The stories in src/test/resources/scenarios happen as they are told. {@code -Dscenarios.rewrite} tells them anew; read the
 * difference before you commit it.
 */
final class TranscriptsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "scenarios");
    private static final int STORIES_MIN = 12;

    private static List<Path> stories() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyStoryHappensAsItIsTold() throws IOException {
        return stories().stream()
                .map(story -> DynamicTest.dynamicTest(String.valueOf(story.getFileName()), () -> verify(story)));
    }

    private static void verify(Path story) throws IOException {
        String told = Files.readString(story);
        String retold = Transcript.retold(told);
        if (System.getProperty("scenarios.rewrite") != null) {
            Files.writeString(story, retold);
        } else {
            assertThat(retold).isEqualTo(told);
        }
    }

    @Test
    void thereAreStories() throws IOException {
        assertThat(stories()).hasSizeGreaterThanOrEqualTo(STORIES_MIN);
    }
}
