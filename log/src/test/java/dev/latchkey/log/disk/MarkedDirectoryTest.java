package dev.latchkey.log.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.errors.UnusableDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that appears together with its marker. */
final class MarkedDirectoryTest {

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");

    @BeforeEach
    void nameDirectory() throws IOException {
        folder = folder.toRealPath();
        directory = folder.resolve("data");
    }

    private NioDisk marked() {
        return NioDisk.marked(directory, "marker");
    }

    @Test
    void newDirectoryContainsTheMarkerAndNothingElseRemains() throws IOException {
        assertThat(marked().list()).containsExactly("marker");
        assertThat(folder.resolve("data.marker")).doesNotExist();
        assertThat(marked().list()).as("the second time").containsExactly("marker");
    }

    @Test
    void emptyDirectoryIsMarkedAndAnyOtherIsNotChanged() throws IOException {
        Files.createDirectory(directory);
        assertThat(marked().list()).containsExactly("marker");
        Files.move(directory.resolve("marker"), directory.resolve("other"));
        assertThat(marked().list()).containsExactly("other");
    }

    /** A process that was killed before the directory got its name left it behind. */
    @Test
    void directoryThatNeverGotItsNameIsReplaced() throws IOException {
        Path unnamed = Files.createDirectory(folder.resolve("data.marker"));
        assertThat(marked().list()).containsExactly("marker");
        assertThat(unnamed).doesNotExist();
        Files.delete(directory.resolve("marker"));
        Files.delete(directory);
        Files.createFile(Files.createDirectory(unnamed).resolve("marker"));
        assertThat(marked().list()).containsExactly("marker");
        assertThat(unnamed).doesNotExist();
    }

    @Test
    void directoryWithOtherFilesInPlaceOfTheTemporaryOneIsNotChanged() throws IOException {
        Path unnamed = Files.createDirectory(folder.resolve("data.marker"));
        Files.writeString(unnamed.resolve("mine"), "mine");
        assertThatThrownBy(this::marked)
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageContaining("already exists");
        assertThat(unnamed.resolve("mine")).hasContent("mine");
        assertThat(directory).doesNotExist();
    }
}
