package dev.latchkey.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.engine.state.HeapTooSmallException;
import dev.latchkey.engine.state.TestStore;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store that does not fit into the heap is refused with a message, before the JVM runs out of memory. */
final class HeapGuardTest {

    private static final HeapGuard ROOM = new HeapGuard(100 << 20);

    private static final SnapshotHeader HEADER =
            new SnapshotHeader(NodeId.NONE, 0, new LogPosition(2_000, 0), ByteBuffer.allocate(2 * Long.BYTES), 0);

    @Test
    void storeThatFitsIsNotRefused() {
        ROOM.require(80 << 20, 0.01);
        HeapGuard.UNLIMITED.require(Long.MAX_VALUE / 2, 1);
    }

    /** With a limit of a megabyte the replay stops long before it has read everything. */
    @Test
    void logThatHoldsTooMuchIsNotReadToItsEnd() {
        StoreReplay replay = new StoreReplay(TestStore.HASH, new Unheard(), new HeapGuard(1 << 20));
        replay.record(1, encoded(new LogRecord.Begin(TestStore.STORE_ID, StateLimits.STANDARD)));
        for (int index = 2; index <= 9; index++) {
            replay.record(index, put(index));
        }
        replay.progress(1, 2);
        assertThatThrownBy(() -> replay.record(10, put(10)))
                .isInstanceOf(HeapTooSmallException.class)
                .hasMessageContaining("1 MiB: the 50 % of it");
    }

    @Test
    void snapshotThatHoldsTooMuchIsNotReadToItsEnd() {
        StoreReplay replay = new StoreReplay(TestStore.HASH, new Unheard(), new HeapGuard(1 << 20));
        assertThatThrownBy(() -> replay.snapshot(HEADER, new ByteArrayInputStream(snapshot())))
                .isInstanceOf(HeapTooSmallException.class);
        assertThat(replay.state()).isNull();
    }

    /** The progress is reported for every 1,024 entries, but 1,024 values of 1 MiB would have used up the heap by then. */
    @Test
    void snapshotOfLargeValuesIsRefusedBeforeTheyUseUpTheHeap() {
        StateMachine state = new StateMachine(StateLimits.STANDARD, TestStore.HASH);
        for (int key = 0; key < 40; key++) {
            state.apply(new Command.Put(Key.of("key-" + key), Value.owning(new byte[1 << 20]), Version.NONE));
        }
        byte[] bytes = bytesOf(state);
        StoreReplay replay = new StoreReplay(TestStore.HASH, new Unheard(), new HeapGuard(10 << 20));
        ByteArrayInputStream body = new ByteArrayInputStream(bytes);
        assertThatThrownBy(() -> replay.snapshot(HEADER, body)).isInstanceOf(HeapTooSmallException.class);
        assertThat(bytes.length - body.available()).isLessThan(20 << 20);
    }

    /** In regions of 1 MiB each value of 1 MiB takes two, so the heap of 10 MiB is used up after four. */
    @Test
    void wholeRegionsCountDuringRecovery() {
        HeapLayout regions = new HeapLayout(4, 8, 1 << 20, 1 << 19);
        StoreReplay replay = new StoreReplay(TestStore.HASH, new Unheard(), new HeapGuard(10 << 20), regions);
        replay.record(1, encoded(new LogRecord.Begin(TestStore.STORE_ID, StateLimits.STANDARD)));
        for (int index = 2; index <= 5; index++) {
            replay.record(index, largePut(index));
        }
        assertThatThrownBy(() -> replay.record(6, largePut(6))).isInstanceOf(HeapTooSmallException.class);
    }

    private static ByteBuffer largePut(int key) {
        return encoded(new LogRecord.Write(
                new Command.Put(Key.of("key-" + key), Value.owning(new byte[1 << 20]), Version.NONE)));
    }

    @Test
    void progressOfReadingASnapshotIsReported() throws IOException {
        List<Long> told = new ArrayList<>();
        Unheard watch = new Unheard() {
            @Override
            public void recovering(String what, long done, long inAll) {
                assertThat(what).isEqualTo("entries of the snapshot");
                assertThat(inAll).isEqualTo(2_000);
                told.add(done);
            }
        };
        new StoreReplay(TestStore.HASH, watch, HeapGuard.UNLIMITED)
                .snapshot(HEADER, new ByteArrayInputStream(snapshot()));
        assertThat(told).containsExactly(1_024L, 2_000L);
    }

    private static class Unheard implements StoreListener {
        @Override
        public void recovering(String what, long done, long inAll) {}

        @Override
        public void failed(Throwable reason) {}
    }

    /** A snapshot of 2,000 keys, about two megabytes. */
    private static byte[] snapshot() {
        StateMachine state = new StateMachine(StateLimits.STANDARD, TestStore.HASH);
        for (int key = 0; key < 2_000; key++) {
            state.apply(new Command.Put(Key.of("key-" + key), Value.of("x".repeat(1_000)), Version.NONE));
        }
        return bytesOf(state);
    }

    private static byte[] bytesOf(StateMachine state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = state.snapshot()) {
            while (!snapshot.isDone()) {
                bytes.writeBytes(snapshot.next(Integer.MAX_VALUE));
            }
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer put(int key) {
        return encoded(new LogRecord.Write(
                new Command.Put(Key.of("key-" + key), Value.of("x".repeat(100_000)), Version.NONE)));
    }

    private static ByteBuffer encoded(LogRecord record) {
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        return bytes.flip();
    }

    @Test
    void sentenceSaysHowLargeTheHeapMustBe() {
        assertThatThrownBy(() -> ROOM.require(90 << 20, 0.5))
                .isInstanceOf(HeapTooSmallException.class)
                .hasMessage("the data does not fit into the JVM heap of 100 MiB: the 50 % of it that have been read use"
                        + " 90 MiB. Use a larger heap, for example LATCHKEY_JAVA_OPTS=-Xmx361m. The data is intact and"
                        + " nothing was changed");
    }
}
