package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Covers LOCK-05. A thousand clients wait for one lock, and each waits again after it has released it. The lock is not FIFO, but
 * no client starves, and none is granted the lock more than ten times as often as another.
 */
final class LockFairnessTest {

    private static final int WAITERS = 1_000;
    private static final int GRANTS = 20 * WAITERS;
    private static final Duration HELD = Duration.ofMillis(1);
    private static final Duration LENGTH_MAX = Duration.ofHours(2);

    private final LinkWorld world = new LinkWorld(1, LinkFaults.NONE);
    private final int[] grants = new int[WAITERS];
    private final int[] grantedAt = new int[WAITERS];
    private int total;
    private int longestWait;
    private int holders;
    private long latestToken;

    private CompletableFuture<Void> rounds(Latchkey client, int waiter) {
        if (total >= GRANTS) {
            return CompletableFuture.completedFuture(null);
        }
        return client.lock(LockState.NAME)
                .withoutSession()
                .async()
                .acquire()
                .thenCompose(held -> {
                    granted(waiter, held.token().number());
                    return world.loop.pause(HELD).thenCompose(over -> {
                        holders--;
                        return held.releaseAsync();
                    });
                })
                .thenCompose(released -> rounds(client, waiter));
    }

    private void granted(int waiter, long token) {
        assertThat(++holders).as("holders at the same time").isEqualTo(1);
        assertThat(token).as("token").isGreaterThan(latestToken);
        latestToken = token;
        grants[waiter]++;
        longestWait = Math.max(longestWait, total - grantedAt[waiter]);
        grantedAt[waiter] = total;
        total++;
    }

    @Test
    void noneOfThousandWaitersStarves() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[WAITERS];
        for (int i = 0; i < WAITERS; i++) {
            all[i] = rounds(world.client(), i);
        }
        CompletableFuture<Void> done = CompletableFuture.allOf(all);
        assertThat(world.loop.runUntil(done::isDone, LENGTH_MAX)).isTrue();
        int least = Arrays.stream(grants).min().orElseThrow();
        int most = Arrays.stream(grants).max().orElseThrow();
        System.out.printf(
                "LOCK-05: %d grants in %s with %d sends; a client got %d to %d; the longest wait was for %d grants%n",
                total, world.loop.elapsed(), world.counts.sends, least, most, longestWait);
        assertThat(LockState.of(world)).as("the lock after all are done").isEmpty();
        assertThat(least).as("the grants of the client that got fewest").isPositive();
        assertThat(most).as("the grants of the client that got most").isLessThanOrEqualTo(10 * least);
        assertThat(longestWait).as("the grants to others during one wait").isLessThan(20 * WAITERS);
    }
}
