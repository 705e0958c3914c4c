package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryEngineTest {

    private static final Reply MEMORY_FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);

    private static Reply submit(Engine engine, Command command) {
        AtomicReference<@Nullable Reply> got = new AtomicReference<>();
        Consumer<Reply> answered =
                reply -> assertThat(got.getAndSet(reply)).as("answered once").isNull();
        engine.submit(command, Asker.of(Runnable::run, answered, Assertions::fail));
        Reply reply = got.get();
        assertThat(reply).as("answered immediately").isNotNull();
        return Objects.requireNonNull(reply);
    }

    private static Command put(String key, int bytes, long version) {
        return new Command.Put(Key.of(key), Value.of("v".repeat(bytes)), Version.of(version));
    }

    private static Command delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    @Test
    void fullStoreRefusesPutsServesReadsAndAcceptsPutsAgainAfterDeletes() {
        long bytesMax = 100_000;
        MemoryEngine engine = new MemoryEngine(TestStore.STORE_ID, StateLimits.STANDARD, bytesMax, TestStore.HASH);
        int keys = 0;
        while (submit(engine, put("k" + keys, 1_000, 0)) instanceof Reply.Written) {
            keys++;
        }
        assertThat(keys).isBetween(70, 100);
        assertThat(engine.keyspace().bytes()).isLessThan(bytesMax + 1_500);
        assertThat(engine.keyspace().bytesMax()).isEqualTo(bytesMax);
        assertThat(submit(engine, put("k" + keys, 1_000, 0))).isEqualTo(MEMORY_FULL);
        assertThat(engine.keyspace().keys()).isEqualTo(keys);
        assertThat(submit(engine, new Command.Get(Key.of("k0")))).isInstanceOf(Reply.Found.class);
        assertThat(submit(engine, new Command.ListKeys(Prefix.EMPTY, null, 10, true)))
                .isInstanceOf(Reply.Listed.class);
        assertThat(submit(engine, delete("k0", 1))).isInstanceOf(Reply.Written.class);
        assertThat(submit(engine, delete("k1", 1))).isInstanceOf(Reply.Written.class);
        assertThat(submit(engine, put("again", 1_000, 0))).isEqualTo(new Reply.Written(Version.of(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, Key.LENGTH_MAX})
    void newKeysCanBeCreatedAndDeletedForEver(int keyLength) {
        long bytesMax = 1 << 20;
        MemoryEngine engine = MemoryEngine.withMemoryLimit(bytesMax, TestStore.STORE_ID, TestStore.HASH);
        for (int i = 0; i < 20_000; i++) {
            String key = ("%0" + keyLength + "d").formatted(i);
            Reply created = submit(engine, put(key, 1, 0));
            assertThat(created).isInstanceOf(Reply.Written.class);
            long version = ((Reply.Written) created).version().number();
            assertThat(submit(engine, delete(key, version))).isInstanceOf(Reply.Written.class);
        }
        assertThat(engine.keyspace().tombstones()).isPositive();
        assertThat(engine.keyspace().bytes()).isLessThanOrEqualTo(bytesMax / 4);
    }

    @Test
    void fullStoreAcceptsWritesThatDoNotGrowIt() {
        long bytesMax = 10_000;
        MemoryEngine engine = MemoryEngine.withMemoryLimit(bytesMax, TestStore.STORE_ID, TestStore.HASH);
        assertThat(submit(engine, put("lock", 40, 0))).isEqualTo(new Reply.Written(Version.of(1)));
        int rest = (int) (bytesMax - engine.keyspace().bytes());
        int keyCost = rest - freeAfter(put("rest", 0, 0));
        assertThat(submit(engine, put("rest", rest - keyCost, 0))).isInstanceOf(Reply.Written.class);
        assertThat(engine.keyspace().bytes()).isEqualTo(bytesMax);
        assertThat(submit(engine, put("new", 0, 0))).isEqualTo(MEMORY_FULL);
        assertThat(submit(engine, put("lock", 41, 1))).isEqualTo(MEMORY_FULL);
        assertThat(submit(engine, put("lock", 9_000, 0))).isEqualTo(new Reply.Conflict(Version.of(1)));
        assertThat(submit(engine, put("lock", 9_000, 7))).isEqualTo(new Reply.Conflict(Version.of(1)));
        assertThat(submit(engine, put("gone", 9_000, 1))).isEqualTo(new Reply.NoKey());
        assertThat(submit(engine, put("lock", 40, 1))).isEqualTo(new Reply.Written(Version.of(2)));
        assertThat(submit(engine, put("lock", 0, 2))).isEqualTo(new Reply.Written(Version.of(3)));
        assertThat(submit(engine, put("lock", 40, 3))).isEqualTo(new Reply.Written(Version.of(4)));
        assertThat(submit(engine, delete("lock", 4))).isInstanceOf(Reply.Written.class);
    }

    /** The free memory of an engine of the same size that holds the same lock and also the key of {@code put}. */
    private static int freeAfter(Command put) {
        MemoryEngine engine = MemoryEngine.withMemoryLimit(10_000, TestStore.STORE_ID, TestStore.HASH);
        submit(engine, put("lock", 40, 0));
        submit(engine, put);
        return (int) (10_000 - engine.keyspace().bytes());
    }

    @Test
    void racingPutsGetOneOkForEachVersion() throws Exception {
        int threads = 4;
        int rounds = 5_000;
        MemoryEngine engine = MemoryEngine.withMemoryLimit(1L << 30, TestStore.STORE_ID, TestStore.HASH);
        ConcurrentHashMap<Long, Integer> winners = new ConcurrentHashMap<>();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int me = t;
                runs.add(pool.submit(() -> {
                    start.await();
                    for (long version = 0; version < rounds; ) {
                        Reply reply = submit(engine, put("k", me + 1, version));
                        if (reply instanceof Reply.Written written) {
                            assertThat(winners.put(written.version().number(), me))
                                    .isNull();
                            version = written.version().number();
                        } else {
                            version = ((Reply.Conflict) reply).current().number();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(winners).hasSize(rounds);
        assertThat(engine.keyspace().revision()).isEqualTo(rounds);
    }
}
