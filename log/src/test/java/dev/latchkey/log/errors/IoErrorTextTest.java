package dev.latchkey.log.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.disk.FsyncGate;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/**
 * Messages about failed file operations give a reason, never only the path, which is the whole message of some
 * exceptions.
 */
final class IoErrorTextTest {

    @Test
    void reasonIsNeverJustThePath() {
        assertThat(IoErrorText.of(new NoSuchFileException("data/x"))).isEqualTo("no such file or directory");
        assertThat(IoErrorText.of(new AccessDeniedException("data/x"))).isEqualTo("permission denied");
        assertThat(IoErrorText.of(new FileSystemException("data/x", null, "Input/output error")))
                .isEqualTo("Input/output error");
        assertThat(IoErrorText.of(new FileSystemException("data/x"))).isEqualTo("FileSystemException");
        assertThat(IoErrorText.of(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
        assertThat(IoErrorText.of(new IOException())).isEqualTo("IOException");
    }

    @Test
    void failedDiskIsReportedWithTheFileAndTheReason() {
        NoSuchFileException missing = new NoSuchFileException("data/x");
        assertThat(new FsyncGate().fail("delete data/x", missing))
                .hasMessage("the disk failed to delete data/x: no such file or directory");
        assertThat(new FsyncGate().fail("list data", missing))
                .hasMessage("the disk failed to list data: data/x: no such file or directory");
    }
}
