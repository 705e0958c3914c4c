package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.SnapshotBody;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A standalone snapshot file is complete whenever a file of its name exists. */
final class SnapshotFileTest {

    private static final byte[] STATE = state(70_000);

    private final InMemoryDisk disk = new InMemoryDisk();

    private static byte[] state(int length) {
        byte[] state = new byte[length];
        new SplittableRandom(1).nextBytes(state);
        return state;
    }

    private static SnapshotFile write(Disk disk, byte[] state) {
        return SnapshotFile.write(disk, "b", 42, TestLog.STORE, out -> out.write(state));
    }

    private static byte[] read(Disk disk) {
        try (InputStream body = SnapshotFile.checked(disk, "b").body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void writtenFileIsReadBack() {
        SnapshotFile written = write(disk, STATE);
        SnapshotFile checked = SnapshotFile.checked(disk, "b");
        assertThat(checked.header()).isEqualTo(written.header());
        assertThat(checked.header().covered()).isEqualTo(new LogPosition(42, 0));
        assertThat(checked.header().storeId()).isEqualTo(ByteBuffer.wrap(TestLog.STORE));
        assertThat(checked.standsAlone()).isTrue();
        assertThat(checked.bytes()).isEqualTo(written.bytes()).isEqualTo(128 + 8 + 65_536 + 8 + 70_000 - 65_536 + 16);
        assertThat(read(disk)).isEqualTo(STATE);
        assertThat(disk.filesOpen()).isZero();
        assertThat(disk.contents()).containsOnlyKeys("b");
    }

    @Test
    void snapshotInALogDirectoryCanBeReadToo() {
        new TestLog(disk).append("a").snapshot();
        SnapshotFile checked = SnapshotFile.checked(disk, "0000000000000000001.snapshot");
        assertThat(checked.standsAlone()).isFalse();
        assertThat(checked.header().covered().index()).isEqualTo(1);
    }

    @Test
    void existingFileIsNotChanged() {
        write(disk, STATE);
        assertThatThrownBy(() -> write(disk, state(3)))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage("disk/b already exists; it was not changed");
        assertThat(read(disk)).isEqualTo(STATE);
    }

    @Test
    void fileCreatedInTheMeantimeIsNotChanged() {
        SnapshotBody slow = out -> disk.create("b").close();
        assertThatThrownBy(() -> SnapshotFile.write(disk, "b", 1, TestLog.STORE, slow))
                .isInstanceOf(UnusableDirectoryException.class);
        assertThat(disk.contents()).containsOnlyKeys("b");
        assertThat(disk.contents().get("b")).isEmpty();
    }

    @Test
    void temporaryFileOfAnotherWriterIsNotChanged() {
        SnapshotBody slow = out -> assertThatThrownBy(() -> write(disk, STATE))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageStartingWith("disk/b.tmp already exists: either another process is writing it, or");
        SnapshotFile.write(disk, "b", 1, TestLog.STORE, slow);
        assertThat(read(disk)).isEmpty();
    }

    @Test
    void bodyThatThrowsLeavesNothing() {
        assertThatThrownBy(() -> SnapshotFile.write(disk, "b", 1, TestLog.STORE, out -> {
                    out.write(STATE);
                    throw new IllegalStateException("the network");
                }))
                .hasMessage("the network");
        assertThat(disk.contents()).isEmpty();
        assertThat(disk.filesOpen()).isZero();
    }

    @Test
    void diskMayBecomeFullAtAnyWriteAndNoFileRemains() {
        int last = 0;
        for (boolean full = true; full; last++) {
            InMemoryDisk small = new InMemoryDisk();
            small.fail(DiskFaults.fullAtWrite(last + 1, true));
            full = isRefusedByAFullDisk(small);
            assertThat(small.contents().isEmpty()).as("write %d", last + 1).isEqualTo(full);
            assertThat(small.filesOpen()).isZero();
        }
        assertThat(last).isEqualTo(5);
    }

    private static boolean isRefusedByAFullDisk(Disk small) {
        try {
            write(small, STATE);
            return false;
        } catch (NoRoomException e) {
            assertThat(e).hasMessage("not enough disk space for disk/b: No space left on device");
            return true;
        }
    }

    @Test
    void anyFailedFsyncIsReported() {
        for (int fsync = 1; fsync <= 2; fsync++) {
            InMemoryDisk failing = new InMemoryDisk();
            failing.fail(DiskFaults.failAtFsync(fsync, true));
            assertThatThrownBy(() -> write(failing, STATE)).isInstanceOf(DiskFailedException.class);
        }
    }

    @Test
    void afterAnyCrashItIsWholeOrHasAnotherName() throws IOException {
        write(disk, STATE);
        disk.note(1);
        disk.create("other").close();
        int[] whole = {0, 0};
        disk.crashStates().forEach(state -> {
            boolean named = state.contents().containsKey("b");
            if (named) {
                assertThat(read(state.disk())).as(state.what()).isEqualTo(STATE);
            }
            assertThat(named || state.note() == 0).as(state.what()).isTrue();
            whole[named ? 1 : 0]++;
        });
        assertThat(whole).doesNotContain(0);
    }

    @Test
    void everyFlippedBitAndEveryTruncationIsDetected() {
        write(disk, state(40));
        byte[] sound = disk.contents().getOrDefault("b", new byte[0]);
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertCorrupted(flipped, "bit " + bit);
        }
        for (int length = 0; length < sound.length; length++) {
            assertCorrupted(Arrays.copyOf(sound, length), "length " + length);
        }
        assertCorrupted(Arrays.copyOf(sound, sound.length + 1), "one byte more");
    }

    private static void assertCorrupted(byte[] bytes, String what) {
        InMemoryDisk damaged = new InMemoryDisk(Map.of("b", bytes));
        assertThatThrownBy(() -> SnapshotFile.checked(damaged, "b"))
                .as(what)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageStartingWith("disk/b is corrupted at offset ");
        assertThat(damaged.filesOpen()).isZero();
    }
}
