package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Verifies that the simulated disk does lose unsynced writes: crash tests on a disk that loses nothing would prove
 * nothing.
 */
final class InMemoryDiskTest {

    private final InMemoryDisk disk = new InMemoryDisk();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String show(Map<String, byte[]> contents) {
        StringBuilder shown = new StringBuilder();
        contents.forEach((name, bytes) -> shown.append(name)
                .append('=')
                .append(new String(bytes, StandardCharsets.US_ASCII).replace('\0', '0'))
                .append(' '));
        return shown.toString().strip();
    }

    private Set<String> states() {
        Set<String> states = new HashSet<>();
        disk.crashStates().forEach(state -> states.add((state.note() + " " + show(state.contents())).strip()));
        return states;
    }

    @Test
    void unsyncedNameAndUnsyncedBytesMayBeLostIndependently() throws IOException {
        DiskFile file = disk.create("f");
        file.write(bytes("ab"), 0);
        assertThat(states()).containsExactlyInAnyOrder("0", "0 f=", "0 f=a", "0 f=ab", "0 f=00");
    }

    @Test
    void fsyncedBytesSurviveIfTheNameDoes() throws IOException {
        DiskFile file = disk.create("f");
        file.write(bytes("ab"), 0);
        file.fsync();
        disk.fsync();
        disk.note(1);
        file.write(bytes("c"), 2);
        assertThat(states())
                .contains("0", "0 f=ab", "1 f=ab", "1 f=abc", "1 f=ab0")
                .doesNotContain("1 f=", "1");
    }

    @Test
    void writesArriveInAnyOrder() throws IOException {
        DiskFile file = disk.create("f");
        disk.fsync();
        disk.note(1);
        file.write(bytes("a"), 0);
        file.write(bytes("b"), 1);
        assertThat(states()).contains("1 f=0b", "1 f=a", "1 f=ab", "1 f=");
    }

    @Test
    void sectorInTheMiddleOfAWriteMayBeLostOrZeroed() throws IOException {
        DiskFile file = disk.create("f");
        file.write(bytes("o".repeat(1_600)), 0);
        file.fsync();
        disk.fsync();
        disk.note(1);
        file.write(bytes("n".repeat(1_600)), 0);
        assertThat(states())
                .contains("1 f=" + "n".repeat(512) + "o".repeat(512) + "n".repeat(576))
                .contains("1 f=" + "n".repeat(512) + "0".repeat(512) + "n".repeat(576))
                .contains("1 f=" + "n".repeat(512) + "o".repeat(1_088));
    }

    @Test
    void unsyncedRenameMayBeLostButIsAtomic() throws IOException {
        DiskFile old = disk.create("f");
        old.write(bytes("old"), 0);
        old.fsync();
        DiskFile file = disk.create("t");
        file.write(bytes("new"), 0);
        file.fsync();
        disk.fsync();
        disk.note(1);
        disk.rename("t", "f");
        assertThat(states())
                .filteredOn(state -> state.startsWith("1"))
                .containsExactlyInAnyOrder("1 f=old t=new", "1 f=new");
    }

    @Test
    void failedFsyncDropsTheChangesButThePageCacheStillShowsThem() throws IOException {
        DiskFile file = disk.create("f");
        disk.fsync();
        file.write(bytes("kept"), 0);
        file.fsync();
        disk.fail(DiskFaults.failAtFsync(1, false));
        file.write(bytes("lost"), 4);
        assertThatThrownBy(file::fsync).isInstanceOf(IOException.class).hasMessage("Input/output error");
        file.fsync();
        file.write(bytes("!"), 8);
        file.fsync();
        assertThat(show(disk.contents())).isEqualTo("f=keptlost!");
        assertThat(show(disk.crash(new SplittableRandom(1)).contents())).isEqualTo("f=kept0000!");
    }

    @Test
    void fullDiskWritesHalfAndFails() throws IOException {
        DiskFile file = disk.create("f");
        disk.fail(DiskFaults.fullAtWrite(2, true));
        file.write(bytes("ab"), 0);
        assertThatThrownBy(() -> file.write(bytes("cdef"), 2)).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> file.write(bytes("ghij"), 2)).isInstanceOf(DiskFullException.class);
        assertThat(show(disk.contents())).isEqualTo("f=abgh");
    }

    @Test
    void randomCrashKeepsEverythingFsyncedAndLosesSomeOfTheRest() throws IOException {
        DiskFile file = disk.create("f");
        file.write(bytes("kept"), 0);
        file.fsync();
        disk.fsync();
        file.write(bytes("rest"), 4);
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            seen.add(show(disk.crash(new SplittableRandom(seed)).contents()));
        }
        assertThat(seen).containsExactlyInAnyOrder("f=kept", "f=keptr", "f=keptre", "f=keptres", "f=keptrest");
    }

    @Test
    void filesAreCreatedOpenedAndDeletedAsOnARealDisk() throws IOException {
        disk.create("f").close();
        assertThatThrownBy(() -> disk.create("f"))
                .isInstanceOf(IOException.class)
                .hasMessage("f exists");
        assertThatThrownBy(() -> disk.delete("g"))
                .isInstanceOf(IOException.class)
                .hasMessage("g is missing");
        assertThatThrownBy(() -> disk.open("g")).isInstanceOf(IOException.class).hasMessage("g is missing");
        assertThatThrownBy(() -> disk.openToRead("f").write(bytes("a"), 0))
                .isInstanceOf(IOException.class)
                .hasMessage("the file was opened read-only");
    }
}
