package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of many threads are pipelined over one connection, and each gets its own reply. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SharedConnectionTest {

    private static final int THREADS = 50;
    private static final int ROUNDS = 60;
    private static final int REQUESTS = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void eachOfFiftyThreadsSeesItsOwnReplies(int connections) throws Exception {
        try (Store store = new Store();
                Latchkey latchkey =
                        Latchkey.connect(Store.config(store.hostAndPort()).withConnections(connections))) {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                String name = "thread " + thread;
                all.add(threads.submit(() -> useOwnKey(latchkey.clerk(), name)));
            }
            for (Future<?> one : all) {
                one.get();
            }
            threads.shutdown();
        }
    }

    private static void useOwnKey(Clerk clerk, String name) {
        Version version = Version.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            String value = name + " round " + round;
            version = clerk.put(name, value, version).orThrow();
            Versioned read = clerk.get(name).orElseThrow();
            assertThat(read.value().utf8()).isEqualTo(value);
            assertThat(read.version()).isEqualTo(version).isEqualTo(Version.of(round + 1));
            assertThat(clerk.get("nothing of " + name)).isEmpty();
        }
    }

    /** More requests than a connection sends at a time, of every kind and all different, so that any swapped replies show. */
    @Test
    @Tag("thorough")
    void longPipelineIsAnsweredInOrder() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            List<CompletableFuture<?>> puts = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                puts.add(latchkey.clerk()
                        .async()
                        .put(Key.of("k" + i), Value.of("v" + i), Version.NONE)
                        .thenAccept(outcome -> assertThat(outcome.orThrow()).isEqualTo(Version.of(1))));
            }
            allOf(puts);
            List<CompletableFuture<?>> gets = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String expected = "v" + i;
                boolean there = i % 7 != 0;
                gets.add(latchkey.clerk()
                        .async()
                        .get(Key.of((there ? "k" : "none") + i))
                        .thenAccept(read -> assertThat(text(read)).isEqualTo(there ? expected : "nothing")));
            }
            allOf(gets);
        }
    }

    private static String text(Optional<Versioned> read) {
        return read.map(versioned -> versioned.value().utf8()).orElse("nothing");
    }

    private static void allOf(List<CompletableFuture<?>> futures) throws Exception {
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
