package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DirectoryLostException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DISK-12: a log whose directory, lock or segment was replaced while it was in use stops, and touches no other store. */
final class LostDirectoryTest {

    private static final LogOptions OPTIONS = new LogOptions(2_000, 512, 1_000);
    private static final String DIRECTORY_LOST = "disk/ was moved, deleted or replaced while it was in use";

    private final InMemoryDisk disk = new InMemoryDisk();

    /** Another store whose files have the names that this log uses, so that an access by name would hit them. */
    private static Map<String, byte[]> otherStore() {
        InMemoryDisk other = new InMemoryDisk();
        try (TestLog log = new TestLog(other, OPTIONS)) {
            log.appendEach("theirs", 3).snapshot().append("also theirs");
        }
        return other.contents();
    }

    /** What a log does to the names in its directory. */
    private enum Work {
        ROLL,
        BEGIN_SEGMENT,
        SNAPSHOT,
        RELEASE_RESERVE,
        VERIFY,
        CLOSE
    }

    private static void run(Work work, TestLog log) {
        switch (work) {
            case ROLL -> log.appendEach("x", 60);
            case BEGIN_SEGMENT -> log.log.beginSegment();
            case SNAPSHOT -> log.snapshot();
            case RELEASE_RESERVE -> log.log.releaseReserve();
            case VERIFY -> log.log.verifyDirectory();
            case CLOSE -> log.close();
        }
    }

    private static void assertSame(InMemoryDisk disk, Map<String, byte[]> expected) {
        assertThat(disk.contents()).containsOnlyKeys(expected.keySet());
        disk.contents().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    }

    @ParameterizedTest
    @EnumSource
    void storeInPlaceOfTheDirectoryIsNotTouched(Work work) {
        TestLog log = new TestLog(disk, OPTIONS);
        log.appendEach("mine", 10);
        Map<String, byte[]> others = otherStore();
        disk.replaceDirectory(others);
        assertThatThrownBy(() -> run(work, log))
                .isInstanceOf(DirectoryLostException.class)
                .hasMessage(DIRECTORY_LOST);
        assertThat(log.log.failure())
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(DirectoryLostException.class));
        if (work != Work.CLOSE) {
            assertThatThrownBy(() -> log.append("later"))
                    .isInstanceOf(DiskFailedException.class)
                    .hasMessage(DIRECTORY_LOST + "; the log stays closed until a restart");
        }
        log.close();
        assertSame(disk, others);
        new TestLog(disk, OPTIONS).close();
    }

    /** The newest segment is locked too, so no second log is opened before the first one has stopped. */
    @Test
    void logWhoseLockFileWasDeletedStopsAndNoOtherOneIsOpenedBeforeThat() {
        TestLog first = new TestLog(disk, OPTIONS);
        first.append("a");
        disk.deleteLockFile();
        Map<String, byte[]> before = disk.contents();
        assertThatThrownBy(() -> new TestLog(disk, OPTIONS))
                .isInstanceOf(DirectoryInUseException.class)
                .hasMessage("disk/ is in use by another process, although its lock file was deleted or replaced");
        assertSame(disk, before);
        assertThatThrownBy(first::snapshot).isInstanceOf(DirectoryLostException.class);
        first.close();
        try (TestLog second = new TestLog(disk, OPTIONS)) {
            second.append("b").snapshot();
        }
        assertThat(TestLog.recordsOn(disk)).containsExactly("a", "b");
    }

    @Test
    void everyNewSegmentIsLockedBeforeThePreviousOneIsUnlocked() {
        TestLog log = new TestLog(disk, OPTIONS);
        log.appendEach("x", 60);
        assertThat(log.log.segments()).isGreaterThan(1);
        disk.deleteLockFile();
        assertThatThrownBy(() -> new TestLog(disk, OPTIONS)).isInstanceOf(DirectoryInUseException.class);
        log.log.mark();
    }

    @Test
    void directoryThatIsStillInPlaceIsAccepted() {
        try (TestLog log = new TestLog(disk, OPTIONS)) {
            log.log.verifyDirectory();
            log.appendEach("x", 60).snapshot();
            log.log.verifyDirectory();
        }
    }

    @Test
    void newestSegmentThatWasDeletedOrReplacedStopsTheLog() {
        for (boolean delete : new boolean[] {true, false}) {
            InMemoryDisk own = new InMemoryDisk();
            TestLog log = new TestLog(own, OPTIONS);
            log.appendEach("x", 60);
            String newest = own.contents().keySet().stream()
                    .filter(name -> name.endsWith(".log"))
                    .reduce("", (older, newer) -> newer);
            own.replaceFile(newest, delete ? null : own.contents().get(newest));
            assertThatThrownBy(log.log::verifyDirectory)
                    .isInstanceOf(DirectoryLostException.class)
                    .hasMessage("disk/" + newest + " was deleted or replaced while it was in use");
            log.close();
        }
    }

    @Test
    void temporarySnapshotThatWasReplacedIsNotPublished() {
        TestLog log = new TestLog(disk, OPTIONS);
        log.append("a");
        String snapshot = "0000000000000000001.snapshot";
        assertThatThrownBy(() -> log.log.snapshots().write(log.log.position(), TestLog.STORE, out -> {
                    out.write(1);
                    disk.replaceFile(snapshot + ".tmp", new byte[] {7});
                }))
                .isInstanceOf(DirectoryLostException.class)
                .hasMessage("disk/" + snapshot + ".tmp was deleted or replaced while it was in use");
        assertThat(disk.contents()).doesNotContainKey(snapshot).containsKey(snapshot + ".tmp");
        log.close();
    }

    /** Another process was told to delete what a killed one had left behind, and has begun a backup of the same name. */
    @Test
    void temporaryBackupOfAnotherWriterIsNeitherPublishedNorDeleted() {
        Throwable refused = catchThrowable(() -> SnapshotFile.write(disk, "b", 1, TestLog.STORE, out -> {
            out.write(1);
            disk.replaceFile("b.tmp", new byte[] {7});
        }));
        assertThat(refused)
                .isInstanceOf(DirectoryLostException.class)
                .hasMessage("disk/b.tmp was deleted or replaced while it was in use");
        assertSame(disk, Map.of("b.tmp", new byte[] {7}));
    }

    @Test
    void lossThatAnotherThreadFindsDuringAnFsyncIsNotAcknowledged() {
        FsyncGate gate = new FsyncGate();
        DiskFile file = new FileWithForce(() -> gate.fail(DirectoryLostException.directory("disk/")));
        assertThatThrownBy(() -> gate.fsync(file, "disk/a"))
                .isInstanceOf(DiskFailedException.class)
                .hasMessage(DIRECTORY_LOST + "; the log stays closed until a restart");
        assertThatCode(() -> new FsyncGate().fsync(new FileWithForce(() -> {}), "disk/a"))
                .doesNotThrowAnyException();
    }

    private record FileWithForce(Runnable action) implements DiskFile {

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fsync() {
            action.run();
        }

        @Override
        public boolean isNamed(String name) {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void restoreThatLosesItsDirectoryTouchesNoOtherStore() {
        Map<String, byte[]> others = new TreeMap<>(otherStore());
        assertThatThrownBy(() -> Log.restore(disk, OPTIONS, new SplittableRandom(3), 1, TestLog.STORE, out -> {
                    out.write(Arrays.copyOf(new byte[0], 100));
                    disk.replaceDirectory(others);
                }))
                .isInstanceOf(DirectoryLostException.class);
        assertSame(disk, others);
    }
}
