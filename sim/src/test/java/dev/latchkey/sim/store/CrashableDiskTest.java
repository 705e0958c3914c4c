package dev.latchkey.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A process that dies during a disk operation leaves what it had done, possibly half a write, and nothing tried later. */
final class CrashableDiskTest {

    private final InMemoryDisk disk = new InMemoryDisk();
    private final CrashableDisk mortal = new CrashableDisk(disk);

    private static void write(CrashableDisk disk, String name, String text) throws IOException {
        try (DiskFile file = disk.create(name)) {
            file.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            file.fsync();
        }
    }

    private String contents(String name) {
        return new String(disk.contents().getOrDefault(name, new byte[0]), StandardCharsets.US_ASCII);
    }

    private void diesAt(int point, Consumer<Map<String, byte[]>> leaves) {
        mortal.dieAtPoint(point);
        assertThatThrownBy(() -> write(mortal, "file", "abcd")).isInstanceOf(CrashableDisk.ProcessDied.class);
        assertThat(mortal.isDead()).isTrue();
        leaves.accept(disk.contents());
    }

    @Test
    void deathBeforeTheFirstOperationLeavesNothing() {
        diesAt(1, left -> assertThat(left).isEmpty());
    }

    @Test
    void deathAfterTheFirstOperationLeavesIt() {
        diesAt(2, left -> assertThat(left).containsOnlyKeys("file"));
        assertThat(contents("file")).isEmpty();
    }

    @Test
    void deathInTheMiddleOfAWriteLeavesHalfOfIt() {
        diesAt(4, left -> assertThat(left).containsOnlyKeys("file"));
        assertThat(contents("file")).isEqualTo("ab");
    }

    @Test
    void deathAfterAWriteLeavesAllOfItUnsynced() {
        diesAt(5, left -> assertThat(left).containsOnlyKeys("file"));
        assertThat(contents("file")).isEqualTo("abcd");
        assertThat(disk.fsyncs()).isZero();
    }

    @Test
    void deadProcessHoldsNoLockAndNoFileAndReachesNothing() throws IOException {
        mortal.lock();
        DiskFile file = mortal.create("file");
        mortal.die();
        mortal.die();
        assertThat(disk.filesOpen()).isZero();
        new CrashableDisk(disk).lock().close();
        assertThatThrownBy(() -> file.writeFully(ByteBuffer.wrap(new byte[1]), 0))
                .isInstanceOf(CrashableDisk.ProcessDied.class);
        assertThatThrownBy(() -> mortal.delete("file")).isInstanceOf(CrashableDisk.ProcessDied.class);
        file.close();
        assertThat(contents("file")).isEmpty();
    }

    @Test
    void sparedProcessLives() throws IOException {
        mortal.dieAtPoint(3);
        mortal.spare();
        write(mortal, "file", "abcd");
        assertThat(contents("file")).isEqualTo("abcd");
    }
}
