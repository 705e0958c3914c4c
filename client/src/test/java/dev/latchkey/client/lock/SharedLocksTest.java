package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.loss.LockRefusedException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The reader/writer lock and the semaphore: who may hold them together, in which order, and with which tokens. */
final class SharedLocksTest {

    private static final Key DATA = Key.of("data");

    private final SharedStore store = new SharedStore(1);

    private Lock reader() {
        return store.client().latchkey.readWriteLock("test").read();
    }

    private Lock writer() {
        return store.client().latchkey.readWriteLock("test").write();
    }

    private Lock permit(int permits) {
        return store.client().latchkey.semaphore("test", permits);
    }

    private Held acquired(Lock lock) {
        return store.await(lock.async().acquire());
    }

    private <T> T await(CompletableFuture<T> future) {
        return store.await(future);
    }

    /** Begins to wait, and returns when the ticket is in the queue. */
    private CompletableFuture<Held> waiting(Lock lock, String queue) {
        int before = store.keys(queue).size();
        CompletableFuture<Held> held = lock.async().acquire();
        store.runUntil(() -> store.keys(queue).size() > before);
        return held;
    }

    private CompletableFuture<Held> waiting(Lock lock) {
        return waiting(lock, "read-write-lock/test/");
    }

    @Test
    void readersHoldTheLockTogether() {
        Held one = acquired(reader());
        Held two = acquired(reader());
        assertThat(one.isHeld()).isTrue();
        assertThat(two.isHeld()).isTrue();
        assertThat(await(writer().async().tryAcquire())).isEmpty();
    }

    @Test
    void writerExcludesReadersAndWriters() {
        acquired(writer());
        assertThat(await(reader().async().tryAcquire())).isEmpty();
        assertThat(await(writer().async().tryAcquire())).isEmpty();
    }

    /** A reader that comes after a waiting writer waits too, or writers would starve. */
    @Test
    void writerIsGrantedBeforeReadersThatCameLater() {
        Held first = acquired(reader());
        CompletableFuture<Held> writer = waiting(writer());
        CompletableFuture<Held> later = waiting(reader());
        store.loop.advance(Duration.ofSeconds(3));
        assertThat(writer).isNotDone();
        assertThat(later).isNotDone();
        await(first.releaseAsync());
        Held written = await(writer);
        store.loop.advance(Duration.ofSeconds(3));
        assertThat(later).isNotDone();
        await(written.releaseAsync());
        assertThat(await(later).token()).isGreaterThan(written.token());
    }

    @Test
    void writerWaitsForAllReadersBeforeIt() {
        List<Held> readers = new ArrayList<>(List.of(acquired(reader()), acquired(reader()), acquired(reader())));
        CompletableFuture<Held> writer = waiting(writer());
        for (int last = readers.size() - 1; last >= 0; last--) {
            store.loop.advance(Duration.ofSeconds(1));
            assertThat(writer).isNotDone();
            await(readers.get(last).releaseAsync());
        }
        assertThat(await(writer).isHeld()).isTrue();
    }

    @Test
    void tokensGrowFromHolderToHolder() {
        Version latest = Version.NONE;
        for (int i = 0; i < 6; i++) {
            Held held = acquired(i % 2 == 0 ? writer() : reader());
            assertThat(held.token()).isGreaterThan(latest);
            latest = held.token();
            await(held.releaseAsync());
        }
    }

    @Test
    void guardOfAHoldIsRefusedOnceTheHoldIsOver() {
        Latchkey client = store.client().latchkey;
        Held held = acquired(writer());
        assertThat(await(client.clerk().async().put(DATA, Value.of("1"), Version.NONE, held.guard()))
                        .orThrow())
                .isEqualTo(Version.of(1));
        await(held.releaseAsync());
        acquired(writer());
        assertThat(await(client.clerk().async().put(DATA, Value.of("2"), Version.of(1), held.guard())))
                .isInstanceOf(GuardedOutcome.ErrGuard.class);
    }

    @Test
    void holdersAreThoseWhoseTicketsAreGranted() {
        acquired(reader().withOwner("r1"));
        acquired(reader().withOwner("r2"));
        waiting(writer().withOwner("w"));
        waiting(reader().withOwner("r3"));
        AsyncLock lock = reader().async();
        assertThat(await(lock.holders()).stream().map(LockHolder::owner)).containsExactly("r1", "r2");
        assertThat(await(lock.waiters())).hasSize(2);
    }

    @Test
    void brokenHoldIsLost() {
        List<LockLoss> losses = new ArrayList<>();
        Held held = acquired(writer());
        held.onLost(losses::add);
        CompletableFuture<Held> next = waiting(writer());
        assertThat(await(reader().async().breakHold(held.token())).orThrow()).isEqualTo(Version.of(2));
        await(next);
        store.loop.advance(Duration.ofSeconds(1));
        assertThat(losses).containsExactly(LockLoss.BROKEN);
        assertThat(held.isHeld()).isFalse();
    }

    /** The ticket is deleted just before it would be granted, and before its owner notices that. */
    @Test
    void ticketThatWasDeletedIsNotGranted() {
        Held first = acquired(writer());
        CompletableFuture<Held> second = waiting(writer());
        Key ticket = store.keys("read-write-lock/test/").stream()
                .filter(key -> !key.equals(first.guard().key()))
                .findFirst()
                .orElseThrow();
        store.execute(new Command.Delete(ticket, Version.of(1)));
        store.execute(new Command.Delete(first.guard().key(), Version.of(1)));
        Held granted = await(second);
        assertThat(granted.guard().key()).isNotEqualTo(ticket);
        assertThat(store.keys("read-write-lock/test/"))
                .containsExactly(granted.guard().key());
    }

    @Test
    void semaphoreHasAsManyHoldersAsPermits() {
        List<Held> holders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            holders.add(acquired(permit(3)));
        }
        assertThat(await(permit(3).async().tryAcquire())).isEmpty();
        CompletableFuture<Held> fourth = waiting(permit(3), "semaphore/test/");
        store.loop.advance(Duration.ofSeconds(2));
        assertThat(fourth).isNotDone();
        await(holders.get(1).releaseAsync());
        Held got = await(fourth);
        assertThat(holders.stream().map(Held::token)).allMatch(token -> token.compareTo(got.token()) < 0);
        assertThat(await(permit(3).async().tryAcquire())).isEmpty();
        assertThat(await(permit(3).async().holders())).hasSize(3);
    }

    @Test
    void waitersOfASemaphoreAreServedInOrder() {
        Held holder = acquired(permit(1));
        List<CompletableFuture<Held>> waiters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiters.add(waiting(permit(1), "semaphore/test/"));
        }
        for (CompletableFuture<Held> waiter : waiters) {
            await(holder.releaseAsync());
            holder = await(waiter);
        }
        assertThat(holder.isHeld()).isTrue();
    }

    @Test
    void anotherNumberOfPermitsIsRefused() {
        Held three = acquired(permit(3));
        assertThatThrownBy(() -> acquired(permit(5)))
                .isInstanceOf(LockRefusedException.class)
                .hasMessageContaining("with 3 permits instead of 5");
        assertThat(three.isHeld()).isTrue();
        assertThat(store.keys("semaphore/")).hasSize(1);
        await(three.releaseAsync());
        assertThat(acquired(permit(5)).isHeld()).isTrue();
    }

    @Test
    void numberOfPermitsIsBounded() {
        assertThatThrownBy(() -> permit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permit(1_001)).isInstanceOf(IllegalArgumentException.class);
        assertThat(permit(1_000)).isNotNull();
    }

    @Test
    void sharedLocksHaveNoMinimumTime() {
        assertThatThrownBy(() -> permit(2).withHeldAtLeast(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader().withHeldAtLeast(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(writer().withHeldAtLeast(Duration.ofSeconds(1))).isNotNull();
    }
}
