package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.get;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.errors.DirectoryLostException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DISK-12: an engine whose directory is lost fails within 1.5 s, answers nothing after that, and touches no other store. */
final class LostDirectoryTest {

    private final InMemoryDisk disk = new InMemoryDisk();

    private enum Loss {
        REPLACED,
        DELETED,
        LOCK_DELETED,
        SEGMENT_DELETED
    }

    private void lose(Loss loss) {
        switch (loss) {
            case REPLACED -> disk.replaceDirectory(otherStore());
            case DELETED -> disk.replaceDirectory(Map.of());
            case LOCK_DELETED -> disk.deleteLockFile();
            case SEGMENT_DELETED -> disk.replaceFile("0000000000000000001.log", null);
        }
    }

    private static Map<String, byte[]> otherStore() {
        InMemoryDisk other = new InMemoryDisk();
        try (SteppedStore store = new SteppedStore(other)) {
            store.ask(put("theirs", "x", 0));
        }
        return other.contents();
    }

    private static void assertSame(InMemoryDisk disk, Map<String, byte[]> expected) {
        assertThat(disk.contents()).containsOnlyKeys(expected.keySet());
        disk.contents().forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    }

    private static void assertAnswersNothing(SteppedStore store, Answer... unanswered) {
        assertThat(store.failures).singleElement().isInstanceOf(DirectoryLostException.class);
        assertThat(store.engine.tryAnswer(get("a"))).isNull();
        Answer read = store.submit(get("a"));
        Answer write = store.submit(put("later", "x", 0));
        for (Answer each : new Answer[] {read, write}) {
            assertThat(each.reply).isNull();
            assertThat(each.lost).contains("while it was in use");
        }
        for (Answer each : unanswered) {
            assertThat(each.reply).isNull();
            assertThat(each.lost).contains("while it was in use");
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesAreRefusedOnceTheCheckIsDue(Loss loss) {
        SteppedStore store = new SteppedStore(disk);
        assertThat(store.ask(put("a", "x", 0))).isEqualTo(written(1));
        lose(loss);
        Map<String, byte[]> others = disk.contents();
        store.time.pass(Duration.ofMillis(500));
        Answer put = store.submit(put("a", "y", 1));
        Answer queued = store.submit(put("b", "y", 0));
        assertThatThrownBy(store::step).isInstanceOf(DirectoryLostException.class);
        assertAnswersNothing(store, put, queued);
        store.close();
        assertSame(disk, others);
    }

    /** Upkeep of an idle engine runs once a second. */
    @ParameterizedTest
    @EnumSource
    void idleEngineFailsAtItsNextUpkeep(Loss loss) {
        SteppedStore store = new SteppedStore(disk);
        store.ask(put("a", "x", 0));
        store.engine.idle(Runnable::run);
        lose(loss);
        Map<String, byte[]> others = disk.contents();
        store.time.pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> store.engine.idle(Runnable::run)).isInstanceOf(DirectoryLostException.class);
        assertAnswersNothing(store);
        store.close();
        assertSame(disk, others);
    }

    /** Steps do not postpone the check, however often they come. */
    @Test
    void checkComesInTimeUnderLoad() {
        SteppedStore store = new SteppedStore(disk);
        store.ask(put("a", "x", 0));
        disk.deleteLockFile();
        int steps = 0;
        while (store.failures.isEmpty()) {
            store.time.pass(Duration.ofMillis(50));
            store.submit(put("k" + steps, "x", 0));
            steps += stepSucceeds(store) ? 1 : 0;
        }
        assertThat(steps).isEqualTo(9);
        store.close();
    }

    private static boolean stepSucceeds(SteppedStore store) {
        try {
            store.step();
            return true;
        } catch (DiskFailedException e) {
            return false;
        }
    }

    @Test
    void snapshotIntoAnotherStoreIsNotWritten() {
        SteppedStore store = new SteppedStore(disk, SteppedStore.OPTIONS.withSnapshotsAfter(1 << 20, 2));
        store.ask(put("a", "x", 0));
        Map<String, byte[]> others = otherStore();
        disk.replaceDirectory(others);
        store.submit(put("b", "x", 0));
        store.step();
        assertAnswersNothing(store);
        store.close();
        assertSame(disk, others);
    }

    @Test
    void shutdownOfAnEngineWithoutItsDirectoryFails() {
        SteppedStore store = new SteppedStore(disk);
        store.ask(put("a", "x", 0));
        Map<String, byte[]> others = otherStore();
        disk.replaceDirectory(others);
        assertThatThrownBy(store::close).isInstanceOf(DirectoryLostException.class);
        assertThat(store.failures).hasSize(1);
        assertSame(disk, others);
    }
}
