package dev.latchkey.client.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The queue between the event loop and the consumer of a follow. Covers FOLL-02. */
final class UpdateQueueTest {

    private static final FollowUpdate UPDATE = new FollowUpdate.Step(List.of(ScriptedServer.put(1, 0, "k", "x")));

    private int rooms;
    private final UpdateQueue queue = new UpdateQueue(100, () -> rooms++);

    @Test
    void updatesAreAcceptedWhileTheyFit() {
        assertThat(queue.offer(UPDATE, 60)).isTrue();
        assertThat(queue.offer(UPDATE, 40)).isTrue();
        assertThat(queue.offer(UPDATE, 1)).isFalse();
    }

    @Test
    void updateThatIsLargerThanTheQueueIsAcceptedWhenItIsEmpty() {
        assertThat(queue.offer(UPDATE, 1_000)).isTrue();
        assertThat(queue.offer(UPDATE, 1)).isFalse();
    }

    @Test
    void roomIsReportedOnceHalfOfTheQueueIsEmpty() {
        for (int i = 0; i < 10; i++) {
            queue.offer(UPDATE, 10);
        }
        queue.poll();
        assertThat(rooms).as("nothing was refused").isZero();
        queue.offer(UPDATE, 10);
        assertThat(queue.offer(UPDATE, 10)).isFalse();
        for (int i = 0; i < 4; i++) {
            queue.poll();
        }
        assertThat(rooms).isZero();
        queue.poll();
        assertThat(rooms).isOne();
        queue.poll();
        assertThat(rooms).isOne();
    }

    @Test
    void endComesAfterTheUpdates() {
        queue.offer(UPDATE, 10);
        queue.end(FollowEndedException.clientClosed());
        queue.end(FollowEndedException.closed());
        assertThat(queue.offer(UPDATE, 10))
                .as("dropped, because nobody takes it")
                .isTrue();
        assertThat(queue.ended()).isNull();
        assertThat(queue.poll()).isSameAs(UPDATE);
        assertThat(queue.poll()).isNull();
        assertThat(queue.ended()).hasMessage("the client is closed");
    }

    @Test
    void closingDropsTheUpdates() {
        queue.offer(UPDATE, 10);
        queue.close(FollowEndedException.closed());
        assertThat(queue.poll()).isNull();
        assertThat(queue.ended()).hasMessage("the follow is closed");
    }

    @Test
    void waitingEndsWithAnUpdateWithTheEndAndWithTheTime() throws Exception {
        queue.await(Duration.ofMillis(1));
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waits.add(CompletableFuture.runAsync(this::awaitQueue, task -> new Thread(task).start()));
        }
        queue.offer(UPDATE, 10);
        CompletableFuture.anyOf(waits.toArray(CompletableFuture<?>[]::new)).get(1, TimeUnit.MINUTES);
        queue.end(FollowEndedException.closed());
        for (CompletableFuture<Void> wait : waits) {
            wait.get(1, TimeUnit.MINUTES);
        }
    }

    private void awaitQueue() {
        try {
            queue.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptEndsTheWaitAndLosesNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.await(Duration.ofSeconds(1))).isInstanceOf(InterruptedException.class);
        queue.offer(UPDATE, 10);
        assertThat(queue.poll()).isSameAs(UPDATE);
    }
}
