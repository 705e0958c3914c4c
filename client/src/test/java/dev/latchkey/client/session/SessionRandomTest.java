package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.session.StoreLink.Faults;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes in sessions over a network that loses, delays, reorders and duplicates, to the real state machine: what an outcome
 * claims must be what happened, counted at the state machine after the last late copy has arrived.
 */
final class SessionRandomTest {

    private static final int WRITES = 400;
    private static final int KEYS = 4;
    private static final Faults ROUGH = new Faults(100, 100, 100, 30);

    private record Write(Key key, Value value, CompletableFuture<? extends GuardedOutcome> outcome, boolean isPut) {}

    private final ManualLoop loop = new ManualLoop();
    private final Map<Key, Version> known = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void outcomesAreTrue(long seed) {
        Random chance = new Random(seed);
        StoreLink link = new StoreLink(loop, chance, ROUGH);
        Latchkey client = client(link, chance, Duration.ofSeconds(60));
        for (int i = 0; i < WRITES; i++) {
            write(client.clerk().async().withDeadline(Duration.ofMillis(1 + chance.nextInt(2_000))), chance, i);
            disturb(link, chance);
            loop.advance(Duration.ofMillis(chance.nextInt(60)));
        }
        drain(link, client);
        writes.forEach(write -> check(write, link));
        assertThat(link.refusedSeqs).isEmpty();
        assertThat(client.unknownOutcomes().total())
                .isEqualTo(writes.stream().filter(SessionRandomTest::isMaybe).count());
        assertThat(client.unknownOutcomes().resendRefused()).isZero();
        assertThat(client.unknownOutcomes().deadlineEnded())
                .as("writes without a reply")
                .isPositive();
        assertThat(link.arrived.get("OpenSession")).as("sessions").isGreaterThan(1);
        assertThat(link.arrived.get("Once")).as("sends that arrived").isGreaterThan(writes.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsUnknownWhileTheSessionLasts(long seed) {
        Random chance = new Random(seed);
        StoreLink link = new StoreLink(loop, chance, ROUGH);
        Latchkey client = client(link, chance, Duration.ofHours(24));
        for (int i = 0; i < WRITES; i++) {
            write(client.clerk().async().withoutDeadline(), chance, i);
            cut(link, chance);
            loop.advance(Duration.ofMillis(chance.nextInt(20)));
        }
        drain(link, client);
        writes.forEach(write -> check(write, link));
        assertThat(link.arrived.get("Once")).as("sends that arrived").isGreaterThan(writes.size());
        assertThat(writes).noneMatch(SessionRandomTest::isMaybe);
        assertThat(client.unknownOutcomes().total()).isZero();
        assertThat(link.refusedSeqs).isEmpty();
    }

    private Latchkey client(StoreLink link, Random chance, Duration ttl) {
        Latchkey client =
                Latchkey.over(loop, link, chance, ClientConfig.of("model").withSessionTtl(ttl));
        loop.execute(link::up);
        loop.settle();
        return client;
    }

    private void write(AsyncClerk clerk, Random chance, int number) {
        Key key = Key.of("k" + chance.nextInt(KEYS));
        Version version = known.getOrDefault(key, Version.NONE);
        Value value = Value.of("v" + number);
        if (version.isNone() || chance.nextInt(4) > 0) {
            CompletableFuture<PutOutcome> put = clerk.put(key, value, version);
            watch(new Write(key, value, put, true));
        } else {
            watch(new Write(key, value, clerk.delete(key, version), false));
        }
        loop.settle();
    }

    /** Guesses the next version of the key from the outcome, as an application would. */
    private void watch(Write write) {
        writes.add(write);
        write.outcome().whenComplete((outcome, failure) -> {
            if (outcome instanceof Ok ok) {
                known.put(write.key(), write.isPut() ? ok.version() : Version.NONE);
            } else if (outcome instanceof PutOutcome.ErrVersion errVersion) {
                known.put(write.key(), errVersion.current());
            } else if (outcome instanceof PutOutcome.ErrNoKey) {
                known.remove(write.key());
            }
        });
    }

    private void disturb(StoreLink link, Random chance) {
        cut(link, chance);
        if (chance.nextInt(40) == 0) {
            loop.execute(link::endSessions);
        }
        if (chance.nextInt(100) == 0) {
            loop.execute(link::changeStore);
        }
        if (chance.nextInt(60) == 0) {
            loop.advance(Duration.ofSeconds(chance.nextInt(100)));
        }
    }

    private void cut(StoreLink link, Random chance) {
        if (chance.nextInt(25) == 0) {
            loop.execute(link::down);
            loop.schedule(chance.nextLong(Duration.ofSeconds(3).toNanos()), link::up);
        }
    }

    /** Heals the network, waits for every outcome and every late copy, and closes the client. */
    private void drain(StoreLink link, Latchkey client) {
        loop.execute(link::up);
        link.heal();
        loop.runUntil(() -> writes.stream().allMatch(write -> write.outcome().isDone()));
        loop.advance(Duration.ofSeconds(200));
        loop.execute(client::close);
        loop.runAll();
        assertThat(link.isClosed()).isTrue();
    }

    private static void check(Write write, StoreLink link) {
        int effects = link.effects.getOrDefault(write.value(), 0);
        assertThat(effects).as("effects of %s", write).isLessThanOrEqualTo(1);
        if (write.outcome().isCompletedExceptionally()) {
            Throwable failure =
                    write.outcome().handle((outcome, thrown) -> thrown).join();
            assertThat(failure).isInstanceOfAny(NotSentException.class, RefusedException.class);
            assertThat(effects).as("effects of %s", write).isZero();
        } else if (isOk(write)) {
            assertThat(effects).as("effects of %s", write).isEqualTo(write.isPut() ? 1 : 0);
        } else if (!isMaybe(write)) {
            assertThat(effects).as("effects of %s", write).isZero();
        } else {
            ErrMaybe maybe = (ErrMaybe) write.outcome().join();
            assertThat(maybe.cause()).isNotInstanceOf(Cause.ResendRefused.class);
        }
    }

    private static boolean isOk(Write write) {
        return !write.outcome().isCompletedExceptionally() && write.outcome().join() instanceof Ok;
    }

    private static boolean isMaybe(Write write) {
        return !write.outcome().isCompletedExceptionally() && write.outcome().join() instanceof ErrMaybe;
    }
}
