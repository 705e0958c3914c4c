package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cluster.replica.NodeRole;
import dev.latchkey.cluster.replica.PeerLink;
import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorFigures;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.cluster.replica.Voters;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.engine.Asker;
import dev.latchkey.seams.SystemTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three engines with real threads, on a log in memory whose first node leads. */
final class ThreadedClusterTest {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int CALLERS = 6;
    private static final int INCREMENTS = 150;
    private static final int SECONDS_MAX = 60;
    private static final Key KEY = Key.of("k");

    private final Map<String, ExecutorService> applyThreads = new ConcurrentHashMap<>();
    private final Map<String, ExecutorService> nodeThreads = new ConcurrentHashMap<>();
    private final Map<String, PeerLink.Receiver> receivers = new ConcurrentHashMap<>();
    private final List<Memory> logs = new ArrayList<>();
    private final List<ReplicatedEngine> engines = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    ThreadedClusterTest() {
        for (String name : NAMES) {
            applyThreads.put(name, Executors.newSingleThreadExecutor());
            nodeThreads.put(name, Executors.newSingleThreadExecutor());
            Memory log = new Memory(name);
            logs.add(log);
            engines.add(new ReplicatedEngine(
                    log,
                    new Direct(name),
                    nodeThreads.get(name),
                    SystemTime.INSTANCE,
                    new Random(name.hashCode()),
                    ClusterOptions.of(StateLimits.STANDARD, 64 << 20, HeapLayout.STANDARD, 1 << 20),
                    failures::add));
        }
        engines.forEach(ReplicatedEngine::start);
        logs.forEach(Memory::begin);
    }

    @AfterEach
    void stop() {
        engines.forEach(ReplicatedEngine::close);
        applyThreads.values().forEach(ExecutorService::shutdownNow);
        nodeThreads.values().forEach(ExecutorService::shutdownNow);
    }

    /** Messages that arrive at once, on the thread that sends them. */
    private final class Direct implements PeerLink {
        private final String from;

        Direct(String from) {
            this.from = from;
        }

        @Override
        public void start(Receiver receiver) {
            receivers.put(from, receiver);
        }

        @Override
        public void send(String to, byte[] message) {
            Objects.requireNonNull(receivers.get(to)).received(from, message);
        }
    }

    /** A log that every node applies on a thread of its own. */
    private final class Memory implements Replicator {
        private final String self;
        private final AtomicLong committed = new AtomicLong();
        private @Nullable Replica replica;

        Memory(String self) {
            this.self = self;
        }

        private boolean leads() {
            return self.equals("a");
        }

        void begin() {
            if (leads()) {
                logs.forEach(log -> log.commit(null));
            }
        }

        private void commit(byte @Nullable [] entry) {
            long index = committed.incrementAndGet();
            Replica applies = Objects.requireNonNull(replica);
            Objects.requireNonNull(applyThreads.get(self)).execute(() -> {
                if (entry == null) {
                    applies.pass(index, 1);
                    applies.statusChanged();
                } else {
                    applies.apply(index, 1, entry);
                }
            });
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public int entryBytesMax() {
            return 1 << 20;
        }

        @Override
        public void start(Replica applies) {
            replica = applies;
        }

        @Override
        public ReplicatorStatus status() {
            NodeRole role = leads() ? NodeRole.LEADER : NodeRole.FOLLOWER;
            return new ReplicatorStatus(
                    1,
                    role,
                    Optional.of("a"),
                    leads() && committed.get() > 0,
                    committed.get(),
                    Voters.of(Set.copyOf(NAMES)));
        }

        @Override
        public void propose(byte[] entry) {
            logs.forEach(log -> log.commit(entry));
        }

        @Override
        public ReplicatorFigures figures() {
            return new ReplicatorFigures(1, committed.get(), 0);
        }

        @Override
        public void close() {
            // The threads end with the test.
        }
    }

    private Reply ask(int node, Command command) throws Exception {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        engines.get(node)
                .submit(
                        command,
                        Asker.of(
                                Runnable::run,
                                answer::complete,
                                why -> answer.completeExceptionally(new AssertionError(why))));
        return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    /** Reads at one node and writes at another; returns the number of attempts. */
    private int increment(int caller) throws Exception {
        int attempts = 0;
        int done = 0;
        while (done < INCREMENTS) {
            attempts++;
            Reply read = ask(attempts % NAMES.size(), new Command.Get(KEY));
            long value = read instanceof Reply.Found found
                    ? Long.parseLong(found.versioned().value().utf8())
                    : 0;
            Version expected =
                    read instanceof Reply.Found found ? found.versioned().version() : Version.NONE;
            Value next = Value.of(Long.toString(value + 1));
            if (ask((caller + attempts) % NAMES.size(), new Command.Put(KEY, next, expected))
                    instanceof Reply.Written) {
                done++;
            }
        }
        return attempts;
    }

    @Test
    void noIncrementIsLostOrCountedTwice() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                all.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return increment(caller);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        callers));
            }
            for (CompletableFuture<Integer> one : all) {
                assertThat(one.get(2 * SECONDS_MAX, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(INCREMENTS);
            }
        } finally {
            callers.shutdownNow();
        }
        for (int node = 0; node < NAMES.size(); node++) {
            Reply.Found found = (Reply.Found) ask(node, new Command.Get(KEY));
            assertThat(found.versioned().value().utf8()).isEqualTo(Integer.toString(CALLERS * INCREMENTS));
            assertThat(found.versioned().version().number()).isEqualTo(CALLERS * INCREMENTS);
        }
        assertThat(failures).isEmpty();
    }
}
