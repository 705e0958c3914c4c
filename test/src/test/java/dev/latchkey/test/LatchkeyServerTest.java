package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LatchkeyServerTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private LatchkeyServer server = LatchkeyServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private void use(ServerOptions options) {
        server.close();
        server = LatchkeyServer.start(options);
    }

    private Clerk clerk() {
        return server.latchkey().clerk();
    }

    @Test
    void lostReplyLeavesAnUnknownOutcomeOnlyWithoutASession() {
        Clerk bare = clerk().withoutSession();
        server.loseNextReply("PUT");
        assertThat(bare.put("k", "v", Version.NONE)).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(bare.get("k").orElseThrow().version()).isEqualTo(Version.of(1));

        server.loseNextReply("PUT");
        assertThat(clerk().put("other", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(server.latchkey().retriedWrites()).isEqualTo(2);
    }

    @Test
    void lostRequestIsNotExecuted() {
        Clerk bare = clerk().withoutSession();
        bare.put("k", "v", Version.NONE).orThrow();
        server.loseNextRequest("PUT");
        assertThat(bare.put("k", "w", Version.of(1))).isEqualTo(new PutOutcome.Ok(Version.of(2)));
        assertThat(server.latchkey().retriedWrites()).isOne();
    }

    @Test
    void healCancelsFaults() {
        clerk().get("k");
        server.loseNextReply("PUT");
        server.connections().get(0).loseNextReply("PUT");
        server.delay(LONG);
        server.heal();
        assertThat(clerk().withoutSession().put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void faultOfOneConnectionSparesTheOthers() {
        Clerk one = clerk().withoutSession();
        one.get("k");
        Latchkey second = server.connect();
        Clerk other = second.clerk().withoutSession();
        other.get("k");
        assertThat(server.connections()).hasSize(2);
        server.connections().get(1).loseNextReply("PUT");
        assertThat(one.put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(other.put("l", "v", Version.NONE)).isInstanceOf(PutOutcome.ErrMaybe.class);
    }

    @Test
    void delayedRequestIsNotAnsweredBefore() {
        clerk().get("k");
        server.delay(LONG);
        CompletableFuture<?> read = clerk().async().get(Key.of("k"));
        assertThatThrownBy(() -> read.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        server.heal();
        server.cut();
        assertThat(read.join()).isEqualTo(clerk().get("k"));
    }

    @Test
    void pausedServerAnswersNothingAndNewConnectionsWait() throws Exception {
        clerk().put("k", "v", Version.NONE).orThrow();
        CompletableFuture<?> read;
        CompletableFuture<?> ofNew;
        try (Pause pause = server.pauseServer()) {
            read = clerk().async().get(Key.of("k"));
            ofNew = server.connect().clerk().async().get(Key.of("k"));
            assertThatThrownBy(() -> read.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(ofNew).isNotDone();
            pause.close();
        }
        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(ofNew.get(1, TimeUnit.MINUTES));
    }

    @Test
    void pauseEndsAfterItsTime() {
        clerk().get("k");
        server.pauseServer(Duration.ofMillis(20));
        assertThat(clerk().get("k")).isEmpty();
    }

    @Test
    void advanceEndsASessionAndFreesItsLock() throws InterruptedException {
        Lock lock = server.latchkey().lock("build").withTtl(LONG);
        CompletableFuture<Object> lost = new CompletableFuture<>();
        Held held = lock.acquire();
        held.onLost(lost::complete);
        server.advance(LONG.minusMillis(1));
        assertThat(lock.holder()).contains(held.token());
        server.advance(Duration.ofMillis(1));
        assertThat(lock.holder()).isEmpty();
        assertThat(lost.orTimeout(1, TimeUnit.MINUTES).join()).isNotNull();
        assertThat(held.isHeld()).isFalse();
    }

    @Test
    void leasesByHandDoNotExpireByThemselves() throws InterruptedException {
        Latchkey dead = server.connect();
        Held held = dead.lock("build").withTtl(Duration.ofMillis(40)).acquire();
        dead.closeNow();
        long closed = System.nanoTime();
        do {
            assertThat(server.latchkey().lock("build").tryAcquire()).isEmpty();
        } while (System.nanoTime() - closed < Duration.ofMillis(60).toNanos());
        server.advance(Duration.ofMillis(40));
        assertThat(server.latchkey().lock("build").acquire().token())
                .isEqualTo(held.token().next().next());
    }

    @Test
    void leasesInRealTimeExpireByThemselves() throws InterruptedException {
        use(ServerOptions.DEFAULT.withLeases(Leases.REAL_TIME));
        Latchkey dead = server.connect();
        Held held = dead.lock("build").withTtl(Duration.ofMillis(20)).acquire();
        dead.closeNow();
        assertThat(server.latchkey().lock("build").acquire().token())
                .isEqualTo(held.token().next().next());
    }

    @Test
    void expiredLockIsLostAndFree() throws InterruptedException {
        Lock lock = server.latchkey().lock("build");
        Held held = lock.acquire();
        assertThat(server.expireLock("build")).isTrue();
        assertThat(lock.holder()).isEmpty();
        assertThat(clerk().put("report", "late", Version.NONE, held.guard())
                        .fold(
                                version -> "written",
                                current -> "conflict",
                                () -> "no key",
                                token -> "lost",
                                cause -> "maybe"))
                .isEqualTo("lost");
        assertThat(server.expireLock("build")).isFalse();
    }

    @Test
    void sessionsOfOneConnectionExpire() throws InterruptedException {
        Held first = server.latchkey().lock("a").acquire();
        Latchkey other = server.connect();
        Held second = other.lock("b").acquire();
        TestConnection ofOther = server.connections().stream()
                .filter(connection -> connection.sessions().size() == 1)
                .reduce((a, b) -> b)
                .orElseThrow();
        ofOther.expireSessions();
        assertThat(other.lock("b").holder()).isEmpty();
        assertThat(server.latchkey().lock("a").holder()).contains(first.token());
        server.expireSessions();
        assertThat(server.latchkey().lock("a").holder()).isEmpty();
        assertThat(second.token()).isEqualTo(Version.of(1));
    }

    @Test
    void durableStoreSurvivesACrash() {
        use(ServerOptions.DEFAULT.withDurableStore());
        String address = server.address();
        Version written = clerk().put("k", "v", Version.NONE).orThrow();
        server.crashAndRestart();
        assertThat(server.address()).isEqualTo(address);
        assertThat(clerk().get("k").orElseThrow().version()).isEqualTo(written);
        clerk().put("k", "w", written).orThrow();
        server.crashAndRestart();
        assertThat(clerk().get("k").orElseThrow().value().utf8()).isEqualTo("w");
        server.assertLinearizable();
    }

    @Test
    void writesDuringCrashesTakeEffectOnce() {
        use(ServerOptions.DEFAULT.withDurableStore());
        CompletableFuture<Void> crashes = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 5; i++) {
                server.crashAndRestart();
            }
        });
        for (int i = 0; i < 200; i++) {
            clerk().put("k" + i, "v", Version.NONE).orThrow();
        }
        crashes.join();
        server.assertLinearizable();
    }

    @Test
    void storeInMemoryIsLostByACrash() {
        clerk().put("k", "v", Version.NONE).orThrow();
        server.crashAndRestart();
        assertThat(clerk().get("k")).isEmpty();
        clerk().withoutSession().put("k", "w", Version.NONE).orThrow();
        server.assertLinearizable();
    }

    @Test
    void durableSessionExpiresWhenAdvanced() throws InterruptedException {
        use(ServerOptions.DEFAULT.withDurableStore());
        Held held = server.latchkey().lock("build").withTtl(LONG).acquire();
        server.advance(LONG);
        assertThat(server.latchkey().lock("build").holder()).isEmpty();
        assertThat(server.latchkey().lock("build").acquire().token())
                .isEqualTo(held.token().next().next());
    }

    @Test
    void followsPassThroughTheProxy() throws InterruptedException {
        try (var follow = server.latchkey().follow("k").open()) {
            follow.started().join();
            clerk().put("k", "v", Version.NONE).orThrow();
            assertThat(follow.next().events()).hasSize(1);
        }
    }

    @Test
    void closedServerCreatesNoClient() {
        server.close();
        server.close();
        assertThatThrownBy(server::connect).hasMessage("the server is closed");
    }
}
