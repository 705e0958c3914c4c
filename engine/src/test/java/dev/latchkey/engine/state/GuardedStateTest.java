package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The guarded state: replaced as a whole, and limited in memory whatever a write is wrapped in. */
final class GuardedStateTest {

    private static final int KEYS = 20;
    private static final long BYTES_MAX = 1 << 20;
    private static final Command EVERYTHING = new Command.ListKeys(Prefix.EMPTY, null, 1_000, true);

    private final GuardedState state = new GuardedState(filled("old"), BYTES_MAX);

    private static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static Command.Delete delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    private static StateMachine empty() {
        return new StateMachine(StateLimits.STANDARD, TestStore.HASH);
    }

    /** A state in which every key has the same value. */
    private static StateMachine filled(String value) {
        StateMachine filled = empty();
        for (int key = 0; key < KEYS; key++) {
            filled.apply(put("k" + key, value, 0));
        }
        return filled;
    }

    private static List<Value> values(Reply reply) {
        return ((Reply.Listed) reply)
                .entries().stream().map(Reply.Listed.Entry::value).distinct().toList();
    }

    @Test
    void everyReplyWhileTheStateIsReplacedIsFromOneStateOrTheOther() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> work = new ArrayList<>();
            work.add(threads.submit(() -> readUntil(over)));
            work.add(threads.submit(() -> writeUntil(over, "a")));
            work.add(threads.submit(() -> writeUntil(over, "b")));
            for (int i = 0; i < 300; i++) {
                state.replace(filled(i % 2 == 0 ? "new" : "old"));
            }
            over.set(true);
            for (Future<Integer> part : work) {
                assertThat(part.get(60, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    /** Both states have the same keys, each with one value throughout. */
    private int readUntil(AtomicBoolean over) {
        int reads = 0;
        while (!over.get() || reads == 0) {
            Reply.Listed page = (Reply.Listed) state.read(new Command.ListKeys(Prefix.of("k"), null, 1_000, true));
            assertThat(page.entries()).hasSize(KEYS);
            assertThat(values(page)).hasSize(1).containsAnyOf(Value.of("old"), Value.of("new"));
            reads++;
        }
        return reads;
    }

    /** A new state has none of the keys written here, so a write finds the version that it made before, or nothing. */
    private int writeUntil(AtomicBoolean over, String key) {
        int writes = 0;
        long version = 0;
        while (!over.get() || writes == 0) {
            Reply reply = state.apply(put(key, "v", version));
            if (reply instanceof Reply.Written written) {
                assertThat(written.version().number()).isEqualTo(version + 1);
                version++;
            } else {
                assertThat(reply).isEqualTo(new Reply.NoKey());
                version = 0;
            }
            writes++;
        }
        return writes;
    }

    @Test
    void theReplacedStateIsGoneAndTheNewOneIsServed() {
        state.apply(put("only in the old one", "v", 0));
        state.replace(filled("new"));
        assertThat(values(state.read(EVERYTHING))).containsExactly(Value.of("new"));
        assertThat(state.keyspace().keys()).isEqualTo(KEYS);
        assertThat(state.keyspace().revision()).isEqualTo(KEYS);
    }

    @Test
    void openBackupStaysConsistentWhenTheStateIsReplacedAndCountsTheOldState() {
        try (Backup backup = new Backups(state).open(TestStore.STORE_ID).orElseThrow()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(backup.next(100));
            long held = backup.heldBytes();
            long oldBytes = state.keyspace().bytes();
            state.replace(filled("new"));
            state.apply(put("k0", "newer", 1));
            assertThat(backup.heldBytes()).isGreaterThanOrEqualTo(held + oldBytes);
            while (!backup.isDone()) {
                bytes.writeBytes(backup.next(100));
            }
            ByteArrayInputStream source = new ByteArrayInputStream(bytes.toByteArray());
            StateMachine restored = StateMachine.restore(source::read, TestStore.HASH, (done, inAll) -> {});
            assertThat(restored.apply(EVERYTHING)).isEqualTo(filled("old").apply(EVERYTHING));
        }
    }

    @Test
    void theMemoryLimitAppliesToTheNewState() {
        GuardedState small = new GuardedState(empty(), 2_000);
        assertThat(small.apply(put("k", "v", 0))).isInstanceOf(Reply.Written.class);
        small.replace(filled("x".repeat(100)));
        assertThat(small.keyspace().bytes()).isGreaterThan(2_000);
        assertThat(small.apply(put("k", "v", 0))).isEqualTo(GuardedState.MEMORY_FULL);
        assertThat(small.apply(delete("k0", 1))).isInstanceOf(Reply.Written.class);
        small.replace(empty());
        assertThat(small.apply(put("k", "v", 0))).isInstanceOf(Reply.Written.class);
    }

    @Test
    void writesAreNotReads() {
        assertThatThrownBy(() -> state.read(put("k", "v", 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrappedWriteIsRefusedForMemoryExactlyWhenTheWriteInItIs() {
        for (int bytes = 0; bytes < 3_000; bytes += 100) {
            String value = "x".repeat(bytes);
            for (Command.Write write : List.of(put("new", value, 0), put("k0", value, 1), delete("k0", 1))) {
                GuardedState plain = new GuardedState(filled("old"), 5_000);
                GuardedState wrapped = new GuardedState(filled("old"), 5_000);
                assertThat(wrapped.apply(new Once(write))).isEqualTo(plain.apply(write));
            }
        }
        GuardedState full = new GuardedState(filled("old"), 1);
        assertThat(full.apply(new Once(put("new", "v", 0)))).isEqualTo(GuardedState.MEMORY_FULL);
    }
}
