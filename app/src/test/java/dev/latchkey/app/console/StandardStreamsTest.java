package dev.latchkey.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standard stream is closed if it is missing, or if this process opened the file that has its number. */
final class StandardStreamsTest {

    private static final String INHERITED = "pos:\t0\nflags:\t0100002\nmnt_id:\t9\n";
    private static final String OWN = "pos:\t0\nflags:\t02100000\nmnt_id:\t9\n";

    private final Path info;

    StandardStreamsTest(@TempDir Path info) {
        this.info = info;
    }

    @BeforeEach
    void open() throws IOException {
        for (String number : new String[] {"0", "1", "2"}) {
            Files.writeString(info.resolve(number), INHERITED);
        }
    }

    @Test
    void inheritedStreamsAreOpen() {
        assertThat(StandardStreams.closed(info)).isEmpty();
    }

    @Test
    void missingStreamIsClosed() throws IOException {
        Files.delete(info.resolve("2"));
        assertThat(StandardStreams.closed(info)).hasValue("standard error");
    }

    @Test
    void fileOfThisProcessIsNotAStream() throws IOException {
        Files.writeString(info.resolve("0"), OWN);
        assertThat(StandardStreams.closed(info)).hasValue("standard input");
    }

    @Test
    void systemThatDoesNotTellIsTrusted() throws IOException {
        assertThat(StandardStreams.closed(info.resolve("no"))).isEmpty();
        Files.writeString(info.resolve("1"), "flags:\tnonsense\n");
        assertThat(StandardStreams.closed(info)).isEmpty();
    }
}
