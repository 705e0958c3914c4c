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
 * The transcripts in src/test/resources/scenarios are reproduced exactly. {@code -Dscenarios.rewrite} records them again; review
 * the difference before you commit it.
 */
final class TranscriptsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "scenarios");
    private static final int TRANSCRIPTS_MIN = 12;

    private static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyTranscriptIsReproduced() throws IOException {
        return transcripts().stream()
                .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> verify(file)));
    }

    private static void verify(Path file) throws IOException {
        String recorded = Files.readString(file);
        String actual = Transcript.rerun(recorded);
        if (System.getProperty("scenarios.rewrite") != null) {
            Files.writeString(file, actual);
        } else {
            assertThat(actual).isEqualTo(recorded);
        }
    }

    @Test
    void transcriptsExist() throws IOException {
        assertThat(transcripts()).hasSizeGreaterThanOrEqualTo(TRANSCRIPTS_MIN);
    }
}
