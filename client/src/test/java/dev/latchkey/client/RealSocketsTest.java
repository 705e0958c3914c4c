package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client as applications use it, over real sockets. Runs with each version of Netty that the client supports. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RealSocketsTest {

    private static final int VALUE_BYTES_MAX = 1_048_576;

    private final SocketServer server;
    private final Latchkey latchkey;
    private final Clerk clerk;

    RealSocketsTest() throws Exception {
        server = new SocketServer();
        latchkey = Latchkey.connect(server.address());
        clerk = latchkey.clerk();
    }

    @AfterEach
    void close() throws Exception {
        latchkey.close();
        server.close();
    }

    @Test
    void writesAreReadBackWithTheirVersions() {
        assertThat(clerk.get("k")).isEmpty();
        Version created = clerk.put("k", "one", Version.NONE).orThrow();
        assertThat(clerk.put("k", "two", Version.NONE)).isEqualTo(new PutOutcome.ErrVersion(created));
        assertThat(clerk.put("k", "two", created)).isEqualTo(new PutOutcome.Ok(Version.of(2)));
        assertThat(clerk.get("k").orElseThrow().value().utf8()).isEqualTo("two");
    }

    @Test
    void longestValueIsUnchanged() {
        byte[] value = new byte[VALUE_BYTES_MAX];
        IntStream.range(0, value.length).forEach(i -> value[i] = (byte) (i * 31));
        Key key = Key.of("long");
        assertThat(clerk.put(key, Value.of(value), Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(clerk.get(key).orElseThrow().value()).isEqualTo(Value.of(value));
    }

    @Test
    void requestsArePipelinedOnOneConnection() {
        List<CompletableFuture<PutOutcome>> puts = IntStream.range(0, 500)
                .mapToObj(i -> clerk.async().put(Key.of("k" + i), Value.of("v"), Version.NONE))
                .toList();
        assertThat(puts).allSatisfy(put -> assertThat(put.get(1, TimeUnit.MINUTES))
                .isEqualTo(new PutOutcome.Ok(Version.of(1))));
    }

    @Test
    void clientConnectsAgainAfterALoss() throws Exception {
        Version first = clerk.put("k", "one", Version.NONE).orThrow();
        server.dropConnections();
        assertThat(clerk.get("k").orElseThrow().version()).isEqualTo(first);
    }

    @Test
    void lockIsHeldAndReleased() throws Exception {
        Held held = latchkey.lock("l").withoutSession().acquire();
        assertThat(latchkey.lock("l").withoutSession().tryAcquire()).isEmpty();
        assertThat(held.release()).isEqualTo(ReleaseOutcome.RELEASED);
        try (Held next = latchkey.lock("l").withoutSession().acquire()) {
            assertThat(next.token()).isGreaterThan(held.token());
        }
    }

    @Test
    void closingEndsTheThreadOfTheClient() {
        assertThat(clerk.get("k")).isEmpty();
        List<Thread> loops = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("latchkey-client"))
                .toList();
        assertThat(loops).isNotEmpty();
        latchkey.close();
        assertThat(loops).allSatisfy(thread -> {
            thread.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(thread.isAlive()).isFalse();
        });
    }
}
