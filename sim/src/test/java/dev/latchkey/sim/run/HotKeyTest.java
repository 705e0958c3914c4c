package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Covers LOAD-06. A thousand clients increment one key by compare-and-set: read, write at the version read, and after a refusal
 * wait a random time as {@link Backoff} draws it. One of them succeeds in every round, and none gets ten times its share.
 */
final class HotKeyTest {

    private static final Key KEY = Key.of("hot");
    private static final int CLIENTS = 1_000;
    private static final int WINS = 30 * CLIENTS;
    private static final Duration LENGTH_MAX = Duration.ofMinutes(30);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(1));

    private final LinkWorld world = new LinkWorld(1, LinkFaults.NONE);
    private final int[] wins = new int[CLIENTS];
    private long attempts;
    private int refusedInARow;
    private int refusedInARowMax;

    /** The value counts the increments, so a lost one would show. */
    private CompletableFuture<Void> increments(AsyncClerk clerk, int client, int failures) {
        if (Arrays.stream(wins).sum() >= WINS) {
            return CompletableFuture.completedFuture(null);
        }
        long delay = BACKOFF.delayNanos(Math.max(1, failures), world.chance);
        return world.loop
                .pause(Duration.ofNanos(delay))
                .thenCompose(paused -> clerk.get(KEY))
                .thenCompose(found -> clerk.put(KEY, next(found), versionOf(found)))
                .thenCompose(outcome -> {
                    attempts++;
                    boolean won = outcome instanceof PutOutcome.Ok;
                    wins[client] += won ? 1 : 0;
                    refusedInARow = won ? 0 : refusedInARow + 1;
                    refusedInARowMax = Math.max(refusedInARowMax, refusedInARow);
                    return increments(clerk, client, won ? 0 : failures + 1);
                });
    }

    private static Value next(Optional<Versioned> found) {
        long value =
                found.map(versioned -> Long.parseLong(versioned.value().utf8())).orElse(0L);
        return Value.of(String.valueOf(value + 1));
    }

    private static Version versionOf(Optional<Versioned> found) {
        return found.map(Versioned::version).orElse(Version.NONE);
    }

    @Test
    void someoneWinsEveryRoundAndEveryClientGetsItsShare() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            all[i] = increments(world.clerk(), i, 0);
        }
        CompletableFuture<Void> done = CompletableFuture.allOf(all);
        assertThat(world.loop.runUntil(done::isDone, LENGTH_MAX)).isTrue();

        long total = Arrays.stream(wins).sum();
        Versioned last = world.loop.await(world.clerk().get(KEY)).orElseThrow();
        assertThat(last.version().number())
                .as("the number of successful writes")
                .isEqualTo(total);
        assertThat(last.value().utf8()).isEqualTo(String.valueOf(total));
        long least = Arrays.stream(wins).min().orElseThrow();
        long most = Arrays.stream(wins).max().orElseThrow();
        System.out.printf(
                "LOAD-06: %d wins of %d attempts in %s; a client has %d to %d wins; at most %d refusals in a row%n",
                total, attempts, world.loop.elapsed(), least, most, refusedInARowMax);
        assertThat(refusedInARowMax).as("refusals in a row").isLessThan(CLIENTS);
        assertThat(least).as("the wins of the client that won least").isPositive();
        assertThat(most).as("the wins of the client that won most").isLessThanOrEqualTo(10 * least);
        assertThat(attempts).as("attempts").isLessThan(10 * total);
    }
}
