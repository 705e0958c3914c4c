package dev.latchkey.log.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.log.TestLog;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DirectoryLostException;
import dev.latchkey.log.files.LogOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DISK-12: a real directory that is moved, deleted or replaced while a log in it is open. */
final class HeldDirectoryTest {

    private static final LogOptions OPTIONS = new LogOptions(2_000, 512, 1_000);

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");

    @BeforeEach
    void nameDirectory() throws IOException {
        folder = folder.toRealPath();
        directory = folder.resolve("data");
    }

    private static TestLog start(Path path) {
        return new TestLog(NioDisk.at(path), OPTIONS);
    }

    private static void assertLost(TestLog log, String message) {
        assertThatThrownBy(log.log::verifyDirectory)
                .isInstanceOf(DirectoryLostException.class)
                .hasMessage(message);
        log.close();
    }

    private static void assertDirectoryLost(TestLog log, Path path) {
        assertLost(log, path + " was moved, deleted or replaced while it was in use");
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** The contents of all files but the lock file, which must not be opened. */
    private static Map<String, String> contents(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : files.filter(each -> !each.endsWith("lock")).toList()) {
                contents.put(String.valueOf(file.getFileName()), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }

    @Test
    void movedDirectoryStopsTheLog() throws IOException {
        TestLog log = start(directory);
        Files.move(directory, folder.resolve("elsewhere"));
        assertDirectoryLost(log, directory);
    }

    @Test
    void deletedDirectoryStopsTheLog() throws IOException {
        TestLog log = start(directory);
        deleteAll(directory);
        assertDirectoryLost(log, directory);
        assertThat(directory).doesNotExist();
    }

    @Test
    void renamedParentStopsTheLog() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("parent"));
        TestLog log = start(parent.resolve("data"));
        Files.move(parent, folder.resolve("other-parent"));
        assertDirectoryLost(log, parent.resolve("data"));
    }

    @Test
    void linkThatLeadsToAnotherDirectoryStopsTheLog() throws IOException {
        start(directory).close();
        Path other = folder.resolve("other");
        start(other).close();
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
        TestLog log = start(link);
        log.log.verifyDirectory();
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        assertDirectoryLost(log, link);
    }

    /** Where the platform supports it, what is done between two checks stays in the directory that was locked. */
    @Test
    void storeInPlaceOfTheDirectoryIsNotTouchedEvenWithoutACheck() throws IOException {
        Path other = folder.resolve("other");
        try (TestLog log = start(other)) {
            log.appendEach("theirs", 3);
        }
        NioDisk disk = NioDisk.at(directory);
        DirectoryLock lock = disk.lock();
        try (DirectoryEntries entries = new PathEntries(directory).held()) {
            assumeTrue(entries instanceof HeldEntries, "needs directories that can be held open");
        }
        disk.create("0000000000000000001.log").close();
        disk.create("x.tmp").close();
        Path moved = folder.resolve("moved");
        Files.move(directory, moved);
        Files.move(other, directory);
        Files.writeString(directory.resolve("x.tmp"), "theirs");
        Map<String, String> before = contents(directory);
        disk.rename("x.tmp", "0000000000000000002.log");
        disk.delete("0000000000000000001.log");
        disk.create("reserve-2").close();
        disk.fsync();
        assertThat(disk.list()).containsExactlyInAnyOrder("lock", "0000000000000000002.log", "reserve-2");
        assertThat(contents(directory)).isEqualTo(before);
        assertThat(contents(moved)).containsOnlyKeys("0000000000000000002.log", "reserve-2");
        assertThatThrownBy(lock::verify).isInstanceOf(DirectoryLostException.class);
        lock.close();
        assertThat(disk.list()).contains("x.tmp");
    }

    @Test
    void movedAndReplacedStoreIsNotTouchedByAnythingThatTheLogDoes() throws IOException {
        Path other = folder.resolve("other");
        try (TestLog log = start(other)) {
            log.appendEach("theirs", 30).snapshot().append("more");
        }
        TestLog log = start(directory);
        log.appendEach("mine", 30);
        Files.move(directory, folder.resolve("moved"));
        Files.move(other, directory);
        Map<String, String> before = contents(directory);
        assertThatThrownBy(log::snapshot).isInstanceOf(DirectoryLostException.class);
        log.close();
        assertThat(contents(directory)).isEqualTo(before);
        try (TestLog theirs = start(directory)) {
            assertThat(theirs.records).hasSize(31).endsWith("more");
        }
        try (TestLog mine = start(folder.resolve("moved"))) {
            assertThat(mine.records).hasSize(30).endsWith("mine30");
        }
    }

    @Test
    void lockFileThatWasDeletedOrReplacedStopsTheLog() throws IOException {
        Path lock = directory.resolve("lock");
        TestLog log = start(directory);
        Files.delete(lock);
        assertLost(log, lock + " was deleted or replaced while it was in use");
        TestLog again = start(directory);
        Files.move(Files.writeString(folder.resolve("new"), "4711\n"), lock, StandardCopyOption.REPLACE_EXISTING);
        assertLost(again, lock + " was deleted or replaced while it was in use");
    }

    /** In this process, the directory stays locked even if the lock file is deleted. */
    @Test
    void directoryIsLockedByItsIdentityWithinAProcess() throws IOException {
        TestLog log = start(directory);
        Files.delete(directory.resolve("lock"));
        assertThatThrownBy(() -> start(directory)).isInstanceOf(DirectoryInUseException.class);
        Path moved = folder.resolve("moved");
        Files.move(directory, moved);
        assertThatThrownBy(() -> start(moved)).isInstanceOf(DirectoryInUseException.class);
        start(directory).close();
        assertThatThrownBy(log.log::verifyDirectory).isInstanceOf(DirectoryLostException.class);
        log.close();
    }

    @Test
    void segmentThatWasDeletedStopsTheLog() throws IOException {
        TestLog log = start(directory);
        Path segment = directory.resolve("0000000000000000001.log");
        Files.delete(segment);
        assertLost(log, segment + " was deleted or replaced while it was in use");
    }

    @Test
    void directoryThatIsInPlaceIsAccepted() {
        try (TestLog log = start(directory)) {
            log.appendEach("x", 60).snapshot();
            log.log.verifyDirectory();
            log.log.releaseReserve();
            log.log.verifyDirectory();
        }
        try (TestLog log = start(directory)) {
            assertThat(log.records).hasSize(60);
        }
    }

    @Test
    void creationTimeTakesThePlaceOfAMissingFileKey() {
        FileIdentity first = FileIdentity.of(new Attributes(null, FileTime.fromMillis(1)));
        assertThat(FileIdentity.of(new Attributes(null, FileTime.fromMillis(1))))
                .isEqualTo(first);
        assertThat(FileIdentity.of(new Attributes(null, FileTime.fromMillis(2))))
                .isNotEqualTo(first);
        FileIdentity keyed = FileIdentity.of(new Attributes("a", FileTime.fromMillis(1)));
        assertThat(FileIdentity.of(new Attributes("a", FileTime.fromMillis(2)))).isEqualTo(keyed);
        assertThat(FileIdentity.of(new Attributes("b", FileTime.fromMillis(1)))).isNotEqualTo(keyed);
    }

    private record Attributes(@Nullable Object key, FileTime created) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return created;
        }

        @Override
        public FileTime lastAccessTime() {
            return created;
        }

        @Override
        public FileTime creationTime() {
            return created;
        }

        @Override
        public boolean isRegularFile() {
            return true;
        }

        @Override
        public boolean isDirectory() {
            return false;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public @Nullable Object fileKey() {
            return key;
        }
    }
}
