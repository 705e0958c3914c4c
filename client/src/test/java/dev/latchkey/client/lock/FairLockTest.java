package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fair lock: waiting clients are served in the order in which they took their tickets. Covers LOCK-05. */
final class FairLockTest {

    private static final int CLIENTS = 12;
    private static final String QUEUE = "lock-queue/test/";
    private static final Key LOCK_KEY = Key.of("lock/test");

    private final SharedStore store = new SharedStore(1);

    private static Lock fair(SharedStore.Client client) {
        return client.latchkey.lock("test").fair();
    }

    /** Acquires the lock, and waits until the ticket has been given back. */
    private Held acquired(Lock lock) {
        Held held = store.await(lock.async().acquire());
        store.runUntil(() -> store.keys(QUEUE).isEmpty());
        return held;
    }

    private <T> T await(CompletableFuture<T> future) {
        return store.await(future);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void clientsAreServedInTheOrderOfTheirTickets(long seed) {
        SharedStore shared = new SharedStore(seed);
        Held first = shared.await(fair(shared.client()).async().acquire());
        shared.runUntil(() -> shared.keys(QUEUE).isEmpty());
        List<String> granted = new ArrayList<>();
        List<CompletableFuture<?>> rounds = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String owner = "c" + i;
            rounds.add(fair(shared.client()).withOwner(owner).async().acquire().thenCompose(held -> {
                granted.add(owner);
                return held.releaseAsync();
            }));
        }
        shared.runUntil(() -> shared.keys(QUEUE).size() == CLIENTS);
        List<String> order = shared.created.stream()
                .filter(key -> shared.keys(QUEUE).contains(key))
                .map(key -> ((Reply.Found) shared.execute(new Command.Get(key)))
                        .versioned()
                        .value()
                        .utf8()
                        .split(" ", 4)[2])
                .toList();
        shared.await(first.releaseAsync());
        shared.runUntil(() -> rounds.stream().allMatch(CompletableFuture::isDone));
        assertThat(granted).hasSize(CLIENTS).isEqualTo(order);
        shared.loop.advance(Duration.ofSeconds(1));
        assertThat(shared.keys("lock")).as("keys that are left").isEmpty();
    }

    @Test
    void tokenIsTheVersionOfTheLockAndTheTicketIsGivenBack() {
        Held held = acquired(fair(store.client()));
        store.loop.advance(Duration.ofSeconds(1));
        assertThat(held.token()).isEqualTo(Version.of(1));
        assertThat(held.guard().key()).isEqualTo(LOCK_KEY);
        assertThat(store.keys(QUEUE)).isEmpty();
        assertThat(store.keys("lock/")).containsExactly(LOCK_KEY);
    }

    @Test
    void fairAndUnfairHandlesExcludeEachOther() {
        Held unfair = acquired(store.client().latchkey.lock("test"));
        Lock fair = fair(store.client());
        assertThat(await(fair.async().tryAcquire())).isEmpty();
        assertThat(await(fair.async().tryAcquire(Duration.ofMillis(300)))).isEmpty();
        assertThat(store.keys(QUEUE)).isEmpty();
        await(unfair.releaseAsync());
        Held held = acquired(fair);
        assertThat(held.token()).isGreaterThan(unfair.token());
        assertThat(await(store.client().latchkey.lock("test").async().tryAcquire()))
                .isEmpty();
    }

    @Test
    void statusNamesTheHolderAndTheWaitersInOrder() {
        acquired(fair(store.client()).withOwner("first"));
        for (String owner : List.of("second", "third", "fourth")) {
            int before = store.keys(QUEUE).size();
            fair(store.client()).withOwner(owner).async().acquire();
            store.runUntil(() -> store.keys(QUEUE).size() > before);
        }
        AsyncLock lock = store.client().latchkey.lock("test").async();
        assertThat(await(lock.status()).map(LockHolder::owner)).contains("first");
        assertThat(await(lock.waiters()).stream().map(LockWaiter::owner)).containsExactly("second", "third", "fourth");
    }

    @Test
    void deadWaiterLeavesTheQueueWithItsSession() {
        Held first = acquired(fair(store.client()));
        SharedStore.Client dead = store.client();
        fair(dead).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        CompletableFuture<Held> third = fair(store.client()).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 2);
        store.loop.execute(dead::cut);
        store.loop.settle();
        await(first.releaseAsync());
        Duration before = store.loop.elapsed();
        await(third);
        assertThat(store.loop.elapsed().minus(before)).isLessThan(Lock.TTL_DEFAULT.plusSeconds(1));
    }

    @Test
    void abandonedWaiterLeavesTheQueueAtOnce() {
        Held first = acquired(fair(store.client()));
        CompletableFuture<Held> second = fair(store.client()).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        second.cancel(false);
        store.runUntil(() -> store.keys(QUEUE).isEmpty());
        await(first.releaseAsync());
        store.loop.advance(Duration.ofSeconds(8));
        assertThat(store.keys("lock")).isEmpty();
    }

    /** An operator, or a program, may delete any key. */
    @Test
    void waiterWhoseTicketIsDeletedQueuesAgain() {
        Held first = acquired(fair(store.client()));
        CompletableFuture<Held> second = fair(store.client()).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        Key ticket = store.keys(QUEUE).get(0);
        store.execute(new Command.Delete(ticket, Version.of(1)));
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        assertThat(store.keys(QUEUE)).doesNotContain(ticket);
        await(first.releaseAsync());
        assertThat(await(second).isHeld()).isTrue();
    }

    /** The ticket before it is gone too, but that does not make up for its own. */
    @Test
    void waiterWhoseTicketIsDeletedHasNoTurn() {
        acquired(fair(store.client()));
        List<Key> tickets = new ArrayList<>();
        List<CompletableFuture<Held>> waiters = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int size = i;
            waiters.add(fair(store.client()).async().acquire());
            store.runUntil(() -> store.keys(QUEUE).size() == size);
            tickets.add(store.created.get(store.created.size() - 1));
        }
        store.loop.advance(Duration.ofSeconds(1));
        store.execute(new Command.Delete(tickets.get(1), Version.of(1)));
        waiters.get(0).cancel(false);
        store.runUntil(() ->
                !store.keys(QUEUE).contains(tickets.get(0)) && store.keys(QUEUE).size() == 2);
        assertThat(store.keys(QUEUE)).contains(tickets.get(2)).doesNotContain(tickets.get(1));
    }

    /** A client whose session ended before it learned of its ticket writes the same key again. */
    @Test
    void ticketThatIsWrittenAgainIsBehind() {
        Held first = acquired(fair(store.client()));
        SharedStore.Client second = store.client();
        fair(second).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        Key ticket = store.keys(QUEUE).get(0);
        CompletableFuture<Held> third = fair(store.client()).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 2);
        store.loop.advance(Duration.ofSeconds(1));
        store.loop.execute(second::cut);
        store.loop.settle();
        Value content = ((Reply.Found) store.execute(new Command.Get(ticket)))
                .versioned()
                .value();
        store.execute(new Command.Delete(ticket, Version.of(1)));
        store.execute(new Command.Put(ticket, content, Version.NONE));
        await(first.releaseAsync());
        assertThat(await(third).isHeld()).isTrue();
    }

    @Test
    void waiterLooksAtTheTicketBeforeItsOwnOnly() {
        acquired(fair(store.client()));
        List<SharedStore.Client> waiters = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SharedStore.Client client = store.client();
            fair(client).async().acquire();
            int size = i + 1;
            store.runUntil(() -> store.keys(QUEUE).size() == size);
            waiters.add(client);
        }
        store.loop.advance(Duration.ofSeconds(5));
        int sent = waiters.get(CLIENTS - 1).sends();
        store.loop.advance(Duration.ofSeconds(10));
        // One look at the ticket before, at least every 250 ms after some time, one at its own ticket each second, and
        // KEEPs.
        assertThat(waiters.get(CLIENTS - 1).sends() - sent).isLessThan(150);
    }

    @Test
    void keysOfQueuesWithLongerNamesAreNotTickets() {
        Held other = acquired(store.client()
                .latchkey
                .lock("test/0123456789abcdef0123456789abcdef")
                .fair());
        store.execute(new Command.Put(Key.of(QUEUE + "x"), Value.of("x"), Version.NONE));
        assertThat(await(fair(store.client()).async().tryAcquire())).isPresent();
        assertThat(other.isHeld()).isTrue();
    }

    @Test
    void closedClientReleasesTheLockAndItsTickets() {
        SharedStore.Client client = store.client();
        Held first = acquired(fair(client));
        CompletableFuture<Held> second = fair(client).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        store.loop.execute(client.latchkey::close);
        store.runUntil(() -> store.keys("lock").isEmpty());
        store.loop.settle();
        assertThat(first.isHeld()).isFalse();
        store.runUntil(second::isDone);
        assertThatThrownBy(second::join).hasMessageContaining("the client is closed");
    }

    @Test
    void fairLockNeedsASession() {
        Lock lock = store.client().latchkey.lock("test");
        assertThatThrownBy(() -> lock.withoutSession().fair()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lock.fair().withoutSession()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nameOfAFairLockIsShorter() {
        Lock lock = store.client().latchkey.lock("n".repeat(961));
        assertThatThrownBy(lock::fair)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("961 bytes");
    }

    @Test
    void lockIsHeldAtLeastForItsMinimumTime() {
        Lock lock = store.client().latchkey.lock("test").withHeldAtLeast(Duration.ofSeconds(3));
        Held held = acquired(lock);
        Duration granted = store.loop.elapsed();
        assertThat(await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(held.isHeld()).isFalse();
        Held next = acquired(store.client().latchkey.lock("test"));
        assertThat(store.loop.elapsed().minus(granted)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3_400));
        assertThat(next.token()).isGreaterThan(held.token());
    }

    @Test
    void lockThatWasHeldForItsMinimumTimeIsDeleted() {
        Lock lock = store.client().latchkey.lock("test").withHeldAtLeast(Duration.ofSeconds(3));
        Held held = acquired(lock);
        store.loop.advance(Duration.ofSeconds(3));
        assertThat(await(held.releaseAsync())).isEqualTo(ReleaseOutcome.RELEASED);
        assertThat(store.keys("lock/")).isEmpty();
    }

    /** The session of the first hold expires; closing it would free the lock too early. */
    @Test
    void nextAcquisitionOfTheHandleHasAnotherSession() {
        SharedStore.Client client = store.client();
        Lock lock = client.latchkey.lock("test").withHeldAtLeast(Duration.ofSeconds(3));
        Held held = acquired(lock);
        Duration granted = store.loop.elapsed();
        await(held.releaseAsync());
        Held next = acquired(lock);
        assertThat(store.loop.elapsed().minus(granted)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        store.loop.advance(Duration.ofSeconds(20));
        assertThat(next.isHeld()).isTrue();
    }

    @Test
    void clientThatIsClosedKeepsTheMinimumTime() {
        SharedStore.Client client = store.client();
        Held held = acquired(client.latchkey.lock("test").withHeldAtLeast(Duration.ofSeconds(3)));
        Duration granted = store.loop.elapsed();
        store.loop.execute(client.latchkey::close);
        acquired(store.client().latchkey.lock("test"));
        assertThat(store.loop.elapsed().minus(granted)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(held.isHeld()).isFalse();
    }

    @Test
    void releaseBeforeTheMinimumTimeTellsNoLoss() {
        List<Object> losses = new ArrayList<>();
        Held held = acquired(store.client().latchkey.lock("test").withHeldAtLeast(Duration.ofSeconds(3)));
        held.onLost(losses::add);
        await(held.releaseAsync());
        store.loop.advance(Duration.ofSeconds(10));
        assertThat(losses).isEmpty();
    }

    @Test
    void minimumTimeIsBounded() {
        Lock lock = store.client().latchkey.lock("test");
        assertThatThrownBy(() -> lock.withHeldAtLeast(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lock.withHeldAtLeast(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timedWaitInTheQueueEndsWithoutTheLock() {
        acquired(fair(store.client()));
        fair(store.client()).async().acquire();
        store.runUntil(() -> store.keys(QUEUE).size() == 1);
        Optional<Held> got = await(fair(store.client()).async().tryAcquire(Duration.ofSeconds(2)));
        assertThat(got).isEmpty();
        assertThat(store.keys(QUEUE)).hasSize(1);
    }
}
