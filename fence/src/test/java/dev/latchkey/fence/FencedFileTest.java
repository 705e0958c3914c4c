package dev.latchkey.fence;

import static dev.latchkey.fence.Tokens.LOCK;
import static dev.latchkey.fence.Tokens.OTHER;
import static dev.latchkey.fence.Tokens.STORE;
import static dev.latchkey.fence.Tokens.ofOther;
import static dev.latchkey.fence.Tokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FencedFileTest {

    private final Path path;
    private final FencedFile file;

    FencedFileTest(@TempDir Path folder) throws IOException {
        path = folder.resolve("report");
        file = new FencedFile(path);
        file.adopt(LOCK, STORE);
    }

    private void write(FencingToken token, String content) throws IOException {
        file.write(token, content.getBytes(StandardCharsets.UTF_8));
    }

    private String content() throws IOException {
        return new String(new FencedFile(path).read().orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void greaterTokenReplacesTheContentAndALesserOneDoesNot() throws IOException {
        write(token(3), "first\nline");
        write(token(7), "second");
        assertThatThrownBy(() -> write(token(6), "late")).isInstanceOf(RefusedByFenceException.class);
        assertThat(content()).isEqualTo("second");
        assertThat(Files.readString(path)).isEqualTo("latchkey-fence 1 " + STORE + " 7 invoices\nsecond");
    }

    @Test
    void otherStoreIsRefusedUntilItIsAdoptedAndTheContentStays() throws IOException {
        write(token(3), "content");
        assertThatThrownBy(() -> write(ofOther(9), "x")).hasMessageContaining("cannot be compared");
        file.adopt(LOCK, OTHER);
        assertThat(content()).isEqualTo("content");
        write(ofOther(1), "x");
        assertThat(content()).isEqualTo("x");
        file.adopt(LOCK, OTHER);
        write(ofOther(2), "y");
        assertThatThrownBy(() -> write(ofOther(1), "z")).hasMessageContaining("stale");
    }

    @Test
    void tokenOfAnotherLockIsRefused() {
        FencingToken other = new FencingToken(STORE, "other", Version.of(9));
        assertThatIllegalArgumentException().isThrownBy(() -> file.write(other, new byte[0]));
    }

    @Test
    void fileThatWasNotAdoptedIsRefused(@TempDir Path folder) {
        FencedFile absent = new FencedFile(folder.resolve("absent"));
        assertThatThrownBy(() -> absent.write(token(1), new byte[0])).hasMessageContaining("adopt store " + STORE);
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        Files.writeString(path, "a report of someone else");
        assertThatThrownBy(() -> write(token(1), "x")).hasMessageContaining("is not a fenced file");
        assertThat(Files.readString(path)).isEqualTo("a report of someone else");
    }

    @Test
    void concurrentWritersLeaveTheContentOfTheGreatestToken() throws IOException {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int first = i + 1;
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int number = first; number <= 40; number += 4) {
                            try {
                                write(token(number), "token " + number);
                            } catch (RefusedByFenceException e) {
                                assertThat(e.reason()).isEqualTo(RefusedByFenceException.Reason.STALE);
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }
                    },
                    task -> new Thread(task).start()));
        }
        writers.forEach(CompletableFuture::join);
        assertThat(content()).isEqualTo("token 40");
    }
}
