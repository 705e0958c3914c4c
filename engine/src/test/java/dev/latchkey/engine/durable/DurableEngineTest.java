package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.delete;
import static dev.latchkey.engine.durable.SteppedStore.get;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The durable engine, step by step. */
class DurableEngineTest {

    private static final String KILOBYTE = "v".repeat(1_000);

    private static final Reply MEMORY_FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);
    private static final Reply DISK_FULL = new Reply.Refused(Reply.Refusal.DISK_FULL);

    private final InMemoryDisk disk = new InMemoryDisk();

    @Test
    void whatWasAnsweredIsThereAfterAStart() {
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(store.ask(put("a", "x", 0))).isEqualTo(written(1));
            assertThat(store.ask(put("a", "y", 1))).isEqualTo(written(2));
            assertThat(store.ask(put("b", "z", 0))).isEqualTo(written(1));
            assertThat(store.ask(delete("b", 1))).isEqualTo(written(2));
        }
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(store.engine.tryAnswer(get("a"))).hasToString(foundA());
            assertThat(store.engine.tryAnswer(get("b"))).isEqualTo(new Reply.NoKey());
            assertThat(store.engine.keyspace().revision()).isEqualTo(4);
            assertThat(store.ask(put("b", "again", 0))).isEqualTo(written(3));
        }
    }

    private static String foundA() {
        try (SteppedStore fresh = new SteppedStore(new InMemoryDisk())) {
            fresh.ask(put("a", "x", 0));
            fresh.ask(put("a", "y", 1));
            return String.valueOf(fresh.engine.tryAnswer(get("a")));
        }
    }

    @Test
    void storeIdLivesAsLongAsItsDirectory() {
        DurableOptions often = SteppedStore.OPTIONS.withSnapshotsAfter(1 << 20, 2);
        String id;
        try (SteppedStore store = new SteppedStore(disk, often)) {
            id = store.engine.storeId().orElseThrow().toString();
        }
        try (SteppedStore store = new SteppedStore(disk, often)) {
            assertThat(store.engine.storeId().orElseThrow()).hasToString(id);
            store.ask(put("a", "x", 0));
            store.ask(put("a", "y", 1));
        }
        try (SteppedStore store = new SteppedStore(disk, often)) {
            assertThat(store.persistence().recovery().snapshot()).isPresent();
            assertThat(store.engine.storeId().orElseThrow()).hasToString(id);
        }
    }

    @Test
    void recordsThatASnapshotCoversAreNotAppliedAgain() {
        DurableOptions often = DurableOptions.withMemoryLimit(1 << 20).withSnapshotsAfter(1 << 20, 2);
        try (SteppedStore store = new SteppedStore(disk, often)) {
            store.ask(put("a", "x", 0));
            store.ask(delete("a", 1));
            store.ask(put("b", "x", 0));
        }
        try (SteppedStore store = new SteppedStore(disk, often)) {
            assertThat(store.persistence().recovery().snapshot()).isPresent();
            assertThat(store.persistence().recovery().records())
                    .as("after the snapshot")
                    .isEqualTo(1);
            assertThat(store.engine.tryAnswer(get("a"))).isEqualTo(new Reply.NoKey());
            assertThat(store.engine.keyspace().revision()).isEqualTo(3);
        }
    }

    @Test
    void nothingIsSeenOrAnsweredBeforeItIsFsynced() {
        try (SteppedStore store = new SteppedStore(disk)) {
            Answer put = store.submit(put("a", "x", 0));
            assertThat(put.reply).isNull();
            assertThat(store.engine.tryAnswer(get("a"))).isEqualTo(new Reply.NoKey());
            assertThat(store.engine.keyspace().revision()).isZero();
            disk.fail(DiskFaults.failAtFsync(1, true));
            assertThatThrownBy(store::step).isInstanceOf(DiskFailedException.class);
            assertThat(put.reply).isNull();
            assertThat(store.engine.keyspace().revision()).isZero();
            assertThat(store.engine.tryAnswer(get("a"))).as("after the failure").isNull();
            disk.fail(DiskFaults.NONE);
        }
    }

    @Test
    void writesAreNeverAnsweredAtOnce() {
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(store.engine.tryAnswer(put("a", "x", 0))).isNull();
            assertThat(store.engine.tryAnswer(delete("a", 1))).isNull();
        }
    }

    @Test
    void queuedWritesAreFsyncedOnce() {
        try (SteppedStore store = new SteppedStore(disk, SteppedStore.OPTIONS.with(LogOptions.STANDARD))) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(store.submit(put("k", "v", i)));
            }
            disk.fail(DiskFaults.NONE);
            store.step();
            assertThat(disk.fsyncs()).isEqualTo(1);
            assertThat(answers).allMatch(answer -> answer.reply instanceof Reply.Written);
            assertThat(store.persistence().fsyncs().count()).isEqualTo(1);
            assertThat(store.persistence().batchRecords().count()).isEqualTo(1);
            assertThat(store.persistence().batchRecords().sum()).isEqualTo(500);
            assertThat(store.persistence().batchBytes().sum()).isGreaterThan(500 * 20);
        }
    }

    @Test
    void snapshotsAreTimed() {
        try (SteppedStore store = new SteppedStore(disk, SteppedStore.OPTIONS.withSnapshotsAfter(1 << 20, 2))) {
            store.ask(put("a", "x", 0));
            store.ask(put("a", "y", 1));
            Persistence.Snapshots snapshots = store.persistence().snapshots();
            assertThat(snapshots.written()).isPositive();
            assertThat(snapshots.times().count()).isEqualTo(snapshots.written());
        }
    }

    @Test
    void batchThatCouldNotBeWrittenIsNotCounted() {
        try (SteppedStore store = new SteppedStore(disk)) {
            disk.fail(DiskFaults.failAtFsync(1, true));
            store.submit(put("a", "x", 0));
            assertThatThrownBy(store::step).isInstanceOf(DiskFailedException.class);
            assertThat(store.persistence().fsyncs().count()).isZero();
            assertThat(store.persistence().batchRecords().count()).isZero();
            disk.fail(DiskFaults.NONE);
        }
    }

    @Test
    void commandsThatWereSubmittedTogetherSeeEachOtherInOrder() {
        try (SteppedStore store = new SteppedStore(disk)) {
            Answer before = store.submit(get("a"));
            Answer create = store.submit(put("a", "x", 0));
            Answer again = store.submit(put("a", "x", 0));
            Answer list = store.submit(new Command.ListKeys(Prefix.EMPTY, null, 10, false));
            Answer delete = store.submit(delete("a", 1));
            Answer after = store.submit(get("a"));
            store.step();
            assertThat(before.reply).isEqualTo(new Reply.NoKey());
            assertThat(create.reply).isEqualTo(written(1));
            assertThat(again.reply).isEqualTo(new Reply.Conflict(Version.of(1)));
            assertThat(list.reply).isInstanceOfSatisfying(Reply.Listed.class, page -> assertThat(page.entries())
                    .hasSize(1));
            assertThat(delete.reply).isEqualTo(written(2));
            assertThat(after.reply).isEqualTo(new Reply.NoKey());
        }
    }

    @Test
    void readsNeedNoFsync() {
        try (SteppedStore store = new SteppedStore(disk)) {
            disk.fail(DiskFaults.NONE);
            assertThat(store.ask(get("a"))).isEqualTo(new Reply.NoKey());
            assertThat(disk.fsyncs()).isZero();
        }
    }

    @Test
    void failedFsyncStopsTheStoreAndIsNeverRetried() {
        SteppedStore store = new SteppedStore(disk);
        disk.fail(DiskFaults.failAtFsync(1, false));
        Answer answer = store.submit(put("a", "x", 0));
        assertThatThrownBy(store::step).isInstanceOf(DiskFailedException.class);
        Answer later = store.submit(put("b", "x", 0));
        assertThat(store.failures).singleElement().isInstanceOf(DiskFailedException.class);
        store.close();
        assertThat(disk.fsyncs()).isEqualTo(1);
        assertThat(answer.reply).isNull();
        assertThat(answer.lost).contains("the outcome is unknown");
        assertThat(later.reply).isNull();
        assertThat(later.lost).contains("the outcome is unknown");
        assertThat(store.failures).hasSize(1);
        try (SteppedStore again = new SteppedStore(disk.crash(new SplittableRandom(1)))) {
            assertThat(again.engine.tryAnswer(get("b"))).isEqualTo(new Reply.NoKey());
        }
    }

    @Test
    void putsOnAFullDiskAreRefusedDeletesAndReadsGoOnAndItHeals() {
        try (SteppedStore store = new SteppedStore(disk)) {
            store.ask(put("a", "x", 0));
            store.ask(put("b", "x", 0));
            disk.fail(DiskFaults.full(used()));
            Answer refused = store.submit(put("c", "x".repeat(3_000), 0));
            Answer deleted = store.submit(delete("a", 1));
            Answer read = store.submit(get("c"));
            store.step();
            assertThat(refused.reply).isEqualTo(DISK_FULL);
            assertThat(deleted.reply).isEqualTo(written(2));
            assertThat(read.reply).isEqualTo(new Reply.NoKey());
            assertThat(store.persistence().full()).isTrue();
            assertThat(store.persistence().reserveHeld()).isFalse();
            assertThat(store.ask(put("c", "x", 0))).isEqualTo(DISK_FULL);
            disk.fail(DiskFaults.NONE);
            assertThat(store.ask(put("c", "x", 0)))
                    .as("recovery is not tried at every put")
                    .isEqualTo(DISK_FULL);
            store.time.pass(Duration.ofSeconds(2));
            assertThat(store.ask(put("c", "x", 0))).isEqualTo(written(1));
            assertThat(store.persistence().full()).isFalse();
            assertThat(store.persistence().reserveHeld()).isTrue();
        }
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(store.engine.tryAnswer(get("a"))).isEqualTo(new Reply.NoKey());
            assertThat(store.engine.keyspace().revision()).isEqualTo(4);
        }
    }

    private long used() {
        return disk.contents().values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
    }

    /** Puts a kilobyte to each of k0, k1 and so on until memory is full, and returns the number of keys. */
    private static int fill(SteppedStore store) {
        int keys = 0;
        while (store.ask(put("k" + keys, KILOBYTE, 0)) instanceof Reply.Written) {
            keys++;
        }
        return keys;
    }

    @Test
    void fullMemoryRefusesWhatGrowsAndDoesWhatDoesNot() {
        DurableOptions small = DurableOptions.withMemoryLimit(20_000).with(SteppedStore.SMALL);
        try (SteppedStore store = new SteppedStore(disk, small)) {
            assertThat(fill(store)).isBetween(14, 19);
            Answer grows = store.submit(put("k0", KILOBYTE + KILOBYTE, 1));
            Answer same = store.submit(put("k0", KILOBYTE, 1));
            Answer sameAgain = store.submit(put("k0", KILOBYTE, 2));
            Answer deleted = store.submit(delete("k1", 1));
            Answer other = store.submit(delete("k2", 1));
            Answer created = store.submit(put("new", KILOBYTE, 0));
            store.step();
            assertThat(grows.reply).isEqualTo(MEMORY_FULL);
            assertThat(same.reply).isEqualTo(written(2));
            assertThat(sameAgain.reply).isEqualTo(written(3));
            assertThat(deleted.reply).isEqualTo(written(2));
            assertThat(other.reply).isEqualTo(written(2));
            assertThat(created.reply).isEqualTo(written(1));
            assertThat(store.engine.keyspace().bytes()).isLessThanOrEqualTo(20_000);
        }
    }

    @Test
    void memoryIsCountedWithinABatch() {
        DurableOptions small = DurableOptions.withMemoryLimit(20_000).with(SteppedStore.SMALL);
        try (SteppedStore store = new SteppedStore(disk, small)) {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(store.submit(put("k" + i, "v".repeat(60), 0)));
                answers.add(store.submit(put("k" + i, "v".repeat(500), 1)));
            }
            store.step();
            assertThat(store.engine.keyspace().bytes()).isBetween(19_000L, 20_000L);
            assertThat(answers).anyMatch(answer -> MEMORY_FULL.equals(answer.reply));
        }
    }

    @Test
    void putBehindADeleteOfItsKeyIsWeighedWhenThatIsDone() {
        DurableOptions small = DurableOptions.withMemoryLimit(20_000).with(SteppedStore.SMALL);
        try (SteppedStore store = new SteppedStore(disk, small)) {
            fill(store);
            Answer same = store.submit(put("k0", KILOBYTE, 1));
            Answer deleted = store.submit(delete("k1", 1));
            Answer large = store.submit(put("k1", "v".repeat(15_000), 0));
            store.step();
            assertThat(same.reply).isEqualTo(written(2));
            assertThat(deleted.reply).isEqualTo(written(2));
            assertThat(large.reply).isEqualTo(MEMORY_FULL);
            assertThat(store.engine.keyspace().bytes()).isLessThanOrEqualTo(20_000);
        }
    }

    @Test
    void refusedPutsLeaveABatchWhole() {
        DurableOptions small = DurableOptions.withMemoryLimit(20_000).with(new LogOptions(2_000, 512, 0));
        try (SteppedStore store = new SteppedStore(disk, small)) {
            fill(store);
            disk.fail(DiskFaults.NONE);
            for (int i = 0; i < 10; i++) {
                store.submit(put("new" + i, KILOBYTE, 0));
            }
            store.step();
            assertThat(disk.fsyncs()).as("fsyncs without a write").isZero();
        }
    }

    @Test
    void theLastBatchGetsItsMarkWhenNothingComes() {
        try (SteppedStore store = new SteppedStore(disk)) {
            store.ask(put("a", "x", 0));
            disk.fail(DiskFaults.NONE);
            store.engine.idle(Runnable::run);
            assertThat(disk.fsyncs()).isEqualTo(1);
            store.engine.idle(Runnable::run);
            assertThat(disk.fsyncs()).as("marks").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 1 << 20})
    void fullDiskIsHealedByASnapshotOnceDeletesHaveMadeTheStateSmall(int segmentBytes) {
        DurableOptions options = DurableOptions.withMemoryLimit(1 << 16).with(new LogOptions(segmentBytes, 512, 6_000));
        try (SteppedStore store = new SteppedStore(disk, options)) {
            for (int i = 0; i < 20; i++) {
                store.ask(put("k" + i, "v".repeat(900), 0));
            }
            disk.fail(DiskFaults.full(used() + 200));
            assertThat(store.ask(put("more", "v".repeat(900), 0))).isEqualTo(DISK_FULL);
            assertThat(store.persistence().snapshots().failed())
                    .as("the state is too large")
                    .isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                assertThat(store.ask(delete("k" + i, 1))).isEqualTo(written(2));
            }
            assertThat(store.ask(put("more", "v".repeat(900), 0))).isEqualTo(DISK_FULL);
            store.time.pass(Duration.ofSeconds(11));
            store.engine.idle(Runnable::run);
            store.time.pass(Duration.ofSeconds(11));
            store.engine.idle(Runnable::run);
            assertThat(store.persistence().snapshots().written()).isPositive();
            assertThat(store.ask(put("more", "v".repeat(900), 0))).isEqualTo(written(1));
        }
    }

    @Test
    void whenTooMuchWaitsAWriteIsRefusedAndAReadIsNot() {
        DurableOptions options = SteppedStore.OPTIONS;
        DurableOptions narrow = new DurableOptions(
                options.log(), options.memory(), 500, options.snapshotBytes(), options.snapshotRecords());
        try (SteppedStore store = new SteppedStore(disk, narrow)) {
            Answer first = store.submit(put("a", "x".repeat(60), 0));
            Answer second = store.submit(put("b", "x".repeat(60), 0));
            Answer read = store.submit(get("a"));
            assertThat(second.reply).isEqualTo(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
            store.step();
            assertThat(first.reply).isEqualTo(written(1));
            assertThat(read.reply).isInstanceOf(Reply.Found.class);
            assertThat(store.ask(put("b", "x".repeat(60), 0))).isEqualTo(written(1));
        }
    }

    @Test
    void snapshotsAreTakenByRecordsAndLetTheLogGo() {
        DurableOptions often = SteppedStore.OPTIONS.withSnapshotsAfter(1 << 20, 100);
        try (SteppedStore store = new SteppedStore(disk, often)) {
            for (int i = 0; i < 1_000; i++) {
                store.ask(put("counter", "value " + i, i));
            }
            assertThat(store.persistence().snapshots().written()).isBetween(9L, 10L);
            assertThat(store.persistence().segments()).isLessThan(10);
        }
        try (SteppedStore store = new SteppedStore(disk, often)) {
            assertThat(store.engine.tryAnswer(get("counter"))).asString().contains("1000");
            assertThat(store.persistence().recovery().records()).isLessThan(120);
            assertThat(store.ask(put("counter", "next", 1_000))).isEqualTo(written(1_001));
        }
    }

    @Test
    void snapshotsAreTakenByBytes() {
        DurableOptions often =
                DurableOptions.withMemoryLimit(1 << 16).with(SteppedStore.SMALL).withSnapshotsAfter(10_000, 1_000_000);
        try (SteppedStore store = new SteppedStore(disk, often)) {
            for (int i = 0; i < 100; i++) {
                store.ask(put("k", "v".repeat(500), i));
            }
            assertThat(store.persistence().snapshots().written()).isBetween(4L, 6L);
            assertThat(store.persistence().snapshots().lastIndex()).isPresent();
        }
    }

    @Test
    void manyStartsGatherNoFiles() {
        int files = 0;
        for (int start = 0; start < 200; start++) {
            try (SteppedStore store = new SteppedStore(disk)) {
                assertThat(store.ask(put("k", "v", start))).isEqualTo(written(start + 1));
            }
            files = Math.max(files, disk.contents().size());
        }
        assertThat(files).isLessThan(45);
    }

    @Test
    void snapshotWithoutRoomIsGivenUpAndTriedAgainLater() {
        DurableOptions often = SteppedStore.OPTIONS.withSnapshotsAfter(1 << 20, 10);
        try (SteppedStore store = new SteppedStore(disk, often)) {
            for (int i = 0; i < 9; i++) {
                store.ask(put("k" + i, "v".repeat(200), 0));
            }
            disk.fail(DiskFaults.fullAtWrite(2, false));
            store.ask(put("last", "v", 0));
            assertThat(store.persistence().snapshots().failed()).isPositive();
            assertThat(store.failures).isEmpty();
            for (int i = 0; i < 40; i++) {
                store.time.pass(Duration.ofSeconds(2));
                store.ask(put("more" + i, "v", 0));
            }
            assertThat(store.persistence().snapshots().written()).isPositive();
        }
    }

    @Test
    void secondEngineOnADirectoryIsRefused() {
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(store.engine.name()).isEqualTo("durable");
            assertThatThrownBy(() -> new SteppedStore(disk)).isInstanceOf(DirectoryInUseException.class);
        }
        new SteppedStore(disk).close();
    }

    @Test
    void recordThatNobodyKnowsIsRefusedWithItsNumberAndTheDirectoryIsLetGo() {
        new SteppedStore(disk).close();
        Replay ignored = new Replay() {
            @Override
            public void snapshot(SnapshotHeader header, InputStream body) {}

            @Override
            public void record(long index, ByteBuffer payload) {}
        };
        try (Log log = Log.open(disk, SteppedStore.SMALL, new SplittableRandom(1), ignored)) {
            RecordBatch batch = new RecordBatch(100);
            batch.add(new byte[] {99, 99, 99, 99, 99, 99, 99, 99});
            log.append(batch);
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> new SteppedStore(disk))
                    .isInstanceOf(UnreadableStoreException.class)
                    .hasMessageContaining("record 2");
        }
    }

    @Test
    void repliesForAThreadThatHasEndedAreDropped() {
        try (SteppedStore store = new SteppedStore(disk)) {
            Executor ended = task -> {
                throw new RejectedExecutionException();
            };
            store.engine.submit(put("a", "x", 0), Asker.of(ended, reply -> {}, reason -> {}));
            Answer other = store.submit(put("b", "x", 0));
            store.step();
            assertThat(other.reply).isEqualTo(written(1));
            assertThat(store.engine.keyspace().keys()).isEqualTo(2);
        }
    }

    @Test
    void longRecoveryTellsHowFarItIs() {
        DurableOptions roomy = DurableOptions.withMemoryLimit(64 << 20);
        try (SteppedStore store = new SteppedStore(disk, roomy)) {
            assertThat(store.progress).isEmpty();
            for (int i = 0; i < 9; i++) {
                store.ask(put("k" + i, "v".repeat(1_000_000), 0));
            }
        }
        try (SteppedStore store = new SteppedStore(disk, roomy)) {
            assertThat(store.progress).isNotEmpty().allMatch(line -> line.matches("bytes of the log \\d+ of \\d+"));
        }
    }

    @Test
    void closingDoesWhatWaits() {
        SteppedStore store = new SteppedStore(disk);
        Answer answer = store.submit(put("a", "x", 0));
        store.close();
        store.close();
        assertThat(answer.reply).isEqualTo(written(1));
        assertThat(store.submit(put("b", "x", 0)).reply).isInstanceOf(Reply.Refused.class);
        assertThat(disk.filesOpen()).isZero();
    }

    @Test
    void repliesThatAreDurableAreSentBeforeTheirThreadWaitsForTheDiskAgain() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Executor home = tasks::add;
        List<Long> revisionsWhenSent = new ArrayList<>();
        try (SteppedStore store = new SteppedStore(new InMemoryDisk())) {
            store.engine.commitInline(Runnable::run, () -> true);
            // Like a connection, which sends replies in a later task, together with those of other connections.
            Consumer<Reply> sentLater = reply -> tasks.add(
                    () -> revisionsWhenSent.add(store.engine.keyspace().revision()));
            Asker asker = Asker.of(home, sentLater, reason -> {});
            store.engine.submit(put("a", "x", 0), asker);
            while (store.engine.keyspace().revision() == 0) {
                tasks.remove().run();
            }
            store.engine.submit(put("b", "x", 0), asker);
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
        assertThat(revisionsWhenSent).containsExactly(1L, 2L);
    }

    @Test
    void leadershipOfferedToAThreadThatEndsReturnsToTheWriter() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        AtomicBoolean ended = new AtomicBoolean();
        Executor home = task -> {
            if (ended.get()) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        };
        try (SteppedStore store = new SteppedStore(new InMemoryDisk())) {
            store.engine.commitInline(Runnable::run, () -> true);
            store.engine.submit(put("a", "x", 0), Asker.of(home, reply -> {}, reason -> {}));
            ended.set(true);
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            assertThat(store.engine.leadership.await(Duration.ofSeconds(10).toNanos()))
                    .isEqualTo(CommitLeadership.Next.WORK);
        }
    }
}
