package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.trial.faults.FaultRates;
import dev.latchkey.trial.faults.RandomFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * NET-01 over TCP: a tenth of all requests is cut before execution, a tenth after it, and some within their bytes. {@code
 * -Dnetwork.puts=N} sets the number of writes; {@code .ci/run} makes more than the default.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FaultyNetworkTest {

    private static final int PUTS = Integer.getInteger("network.puts", 100);
    private static final int CLIENTS = 6;
    private static final int ROUNDS = PUTS / 5;
    private static final List<String> KEYS = List.of("a", "b");

    /** With a single client, only its own writes can cause a refusal, so ErrMaybe means that the write took effect. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void maybeOfTheOnlyClientMeansThatTheWriteTookEffect(int latePerHundred) throws Exception {
        RandomFaults faults = new RandomFaults(
                new Random(20_261_122 + latePerHundred), FaultRates.cuts(100, 100, 60, 10 * latePerHundred));
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), faults);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk().withoutSession();
            Version version = Version.NONE;
            int maybes = 0;
            for (int i = 0; i < PUTS; i++) {
                PutOutcome outcome = clerk.put("k", "value " + i, version);
                if (outcome instanceof PutOutcome.ErrMaybe maybe) {
                    assertThat(maybe.cause()).isInstanceOf(PutOutcome.Cause.ResendRefused.class);
                    maybes++;
                } else {
                    assertThat(outcome).isEqualTo(new PutOutcome.Ok(version.next()));
                }
                version = version.next();
                Versioned read = clerk.get("k").orElseThrow();
                assertThat(read.version()).isEqualTo(version);
                assertThat(read.value().utf8()).isEqualTo("value " + i);
            }
            proxy.executeAllLate();
            assertThat(clerk.get("k").orElseThrow().version()).isEqualTo(Version.of(PUTS));
            assertThat(maybes).isBetween(PUTS / 50, PUTS / 2);
        }
    }

    /** The session has the reply of the first execution, so every outcome is definite, and no late copy has an effect. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void nothingIsUnknownInASession(int latePerHundred) throws Exception {
        RandomFaults faults = new RandomFaults(
                new Random(20_261_129 + latePerHundred), FaultRates.cuts(100, 100, 60, 10 * latePerHundred));
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), faults);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk();
            Version version = Version.NONE;
            for (int i = 0; i < PUTS; i++) {
                assertThat(clerk.put("k", "value " + i, version)).isEqualTo(new PutOutcome.Ok(version.next()));
                version = version.next();
                if (i % 10 == 9) {
                    assertThat(clerk.delete("k", version)).isEqualTo(new PutOutcome.Ok(version.next()));
                    assertThat(clerk.put("k", "again", Version.NONE).orThrow())
                            .isEqualTo(version.next().next());
                    version = version.next().next();
                }
            }
            proxy.executeAllLate();
            assertThat(clerk.get("k").orElseThrow().version()).isEqualTo(version);
            assertThat(latchkey.unknownOutcomes().total()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void everyVersionHasOneWriterAndTheLastOneIsOksPlusSomeMaybes(int latePerHundred) throws Exception {
        RandomFaults faults =
                new RandomFaults(new Random(7 + latePerHundred), FaultRates.cuts(100, 100, 60, 10 * latePerHundred));
        Ledger ledger = new Ledger();
        try (Store store = new Store();
                SwitchedProxy proxy = new SwitchedProxy(store.address(), faults);
                Latchkey direct = Latchkey.connect(Store.config(store.hostAndPort()))) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String name = "client " + client;
                clients.add(threads.submit(() -> write(proxy, name, ledger)));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            threads.shutdown();
            proxy.executeAllLate();
            for (String key : KEYS) {
                ledger.checkEnd(key, direct.clerk().get(key).orElseThrow());
            }
            assertThat(ledger.oks.get()).isGreaterThan(CLIENTS * ROUNDS / 10);
            assertThat(ledger.maybes.get()).isPositive();
        }
    }

    private static void write(SwitchedProxy proxy, String name, Ledger ledger) {
        try (Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String key : KEYS) {
                    Clerk clerk = latchkey.clerk().withoutSession();
                    Optional<Versioned> read = clerk.get(key);
                    read.ifPresent(seen -> ledger.read(key, seen));
                    Version expected = read.map(Versioned::version).orElse(Version.NONE);
                    String value = name + " round " + round + " on " + key;
                    ledger.wrote(key, value, expected, clerk.put(key, value, expected));
                }
            }
        }
    }

    /** Records what the clients saw and checks whether it is possible. */
    private static final class Ledger {

        private final Map<String, String> valueOfVersion = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> oksOfKey = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> maybesOfKey = new ConcurrentHashMap<>();
        private final AtomicInteger oks = new AtomicInteger();
        private final AtomicInteger maybes = new AtomicInteger();
        private final Map<String, Boolean> certainlyNotDone = new ConcurrentHashMap<>();

        void read(String key, Versioned seen) {
            String value = seen.value().utf8();
            assertThat(certainlyNotDone).doesNotContainKey(value);
            String before = valueOfVersion.putIfAbsent(key + "@" + seen.version(), value);
            assertThat(before == null || before.equals(value))
                    .as("%s at version %s was '%s' and is '%s'", key, seen.version(), before, value)
                    .isTrue();
        }

        void wrote(String key, String value, Version expected, PutOutcome outcome) {
            if (outcome instanceof PutOutcome.Ok ok) {
                assertThat(ok.version()).isEqualTo(expected.next());
                read(key, new Versioned(dev.latchkey.core.Value.of(value), ok.version(), 1));
                count(oksOfKey, key, oks);
            } else if (outcome instanceof PutOutcome.ErrMaybe) {
                count(maybesOfKey, key, maybes);
            } else {
                assertThat(outcome).isInstanceOf(PutOutcome.ErrVersion.class);
                assertThat(valueOfVersion).doesNotContainValue(value);
                certainlyNotDone.put(value, true);
            }
        }

        private static void count(Map<String, AtomicInteger> perKey, String key, AtomicInteger all) {
            perKey.computeIfAbsent(key, any -> new AtomicInteger()).incrementAndGet();
            all.incrementAndGet();
        }

        void checkEnd(String key, Versioned last) {
            read(key, last);
            int done = oksOfKey.getOrDefault(key, new AtomicInteger()).get();
            int unknown = maybesOfKey.getOrDefault(key, new AtomicInteger()).get();
            assertThat(last.version().number()).as(key).isBetween((long) done, (long) done + unknown);
        }
    }
}
