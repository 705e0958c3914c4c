package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.ScriptedLink;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What closing a client waits for, step by step, over a scripted link. */
final class ClosingTest {

    private static final Key KEY = Key.of("k");
    private static final Key LOCK_KEY = Key.of("lock/l");
    private static final PutOutcome ABANDONED = new PutOutcome.ErrMaybe(new Cause.Abandoned("the client was closed"));

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final Latchkey client = Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted"));

    private CompletableFuture<PutOutcome> put() {
        CompletableFuture<PutOutcome> put =
                client.clerk().withoutSession().async().put(KEY, Value.of("v"), Version.NONE);
        loop.settle();
        return put;
    }

    private void close() {
        loop.execute(client::close);
        loop.settle();
    }

    private Held held() {
        link.up();
        CompletableFuture<Held> held = client.lock("l").withoutSession().async().acquire();
        link.answer(new Reply.NoKey());
        link.answer(written(1));
        return loop.await(held);
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    private static Reply found(Value value, long version) {
        return new Reply.Found(new Versioned(value, Version.of(version), version));
    }

    private static Command release(long token) {
        return new Command.Put(LOCK_KEY, Value.EMPTY, Version.of(token));
    }

    @Test
    void idleClientIsClosedImmediately() {
        link.up();
        close();
        assertThat(link.isClosed()).isTrue();
        assertThat(loop.pending()).as("timers").isZero();
    }

    @Test
    void writeThatWasSentGetsItsOutcome() {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        close();
        assertThat(link.isClosed()).isFalse();
        link.answer(written(1));
        assertThat(loop.await(put)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        loop.settle();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void writeThatFailsWhileTheClientIsClosingIsResent() {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        close();
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() == 2);
        link.answer(written(1));
        assertThat(loop.await(put)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void writeWithoutAnAnswerIsErrMaybeAfterABoundedTime() {
        link.up();
        CompletableFuture<PutOutcome> put =
                client.clerk().withoutSession().async().withoutDeadline().put(KEY, Value.of("v"), Version.NONE);
        close();
        loop.advance(Closing.DRAIN_MAX.minusNanos(1));
        assertThat(put).isNotDone();
        loop.advance(Duration.ofNanos(1));
        assertThat(put).isCompletedWithValue(ABANDONED);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void readsAndWritesThatWereNotSentAreRefusedImmediately() {
        link.up();
        CompletableFuture<Optional<Versioned>> read =
                client.clerk().withoutSession().async().get(KEY);
        CompletableFuture<PutOutcome> sent = put();
        link.down("gone");
        CompletableFuture<PutOutcome> unsent = put();
        close();
        assertThatThrownBy(() -> loop.await(read)).isInstanceOf(NoAnswerException.class);
        assertThatThrownBy(() -> loop.await(unsent)).isInstanceOf(NotSentException.class);
        assertThat(sent).isNotDone();
    }

    @Test
    void newOperationsAndAcquisitionsAreRefusedWhileTheClientIsClosing() {
        link.up();
        CompletableFuture<PutOutcome> pending = put();
        close();
        int before = link.sent().size();
        CompletableFuture<PutOutcome> late = put();
        CompletableFuture<Held> acquire =
                client.lock("l").withoutSession().async().acquire();
        CompletableFuture<Optional<Version>> holder =
                client.lock("l").withoutSession().async().holder();
        assertThatThrownBy(() -> loop.await(late)).isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> loop.await(acquire)).isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> loop.await(holder)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).hasSize(before);
        assertThat(pending).isNotDone();
    }

    @Test
    void heldLockIsReleased() {
        Held held = held();
        close();
        assertThat(link.lastSent()).isEqualTo(release(1));
        assertThat(link.isClosed()).isFalse();
        link.answer(written(2));
        loop.settle();
        assertThat(link.isClosed()).isTrue();
        assertThat(held.isHeld()).isFalse();
    }

    @Test
    void lockThatWasReleasedIsNotReleasedAgain() {
        Held held = held();
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        int before = link.sent().size();
        close();
        assertThat(link.sent()).hasSize(before);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void releaseInProgressIsWaitedFor() {
        CompletableFuture<ReleaseOutcome> released = held().releaseAsync();
        loop.settle();
        close();
        assertThat(link.isClosed()).isFalse();
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
        loop.settle();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void releaseThatWaitsForAConnectionIsSentWhileTheClientIsClosing() {
        Held held = held();
        link.down("gone");
        CompletableFuture<ReleaseOutcome> released = held.releaseAsync();
        close();
        link.up();
        assertThat(link.lastSent()).isEqualTo(release(1));
        link.answer(written(2));
        assertThat(loop.await(released)).isEqualTo(ReleaseOutcome.RELEASED);
    }

    @Test
    void releaseWithoutAnAnswerIsMaybeAfterABoundedTime() {
        CompletableFuture<ReleaseOutcome> released = held().releaseAsync();
        loop.settle();
        close();
        loop.advance(Closing.DRAIN_MAX);
        assertThat(released).isCompletedWithValue(ReleaseOutcome.MAYBE);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void acquisitionInProgressIsUndoneAndItsCallerGetsAnException() {
        link.up();
        CompletableFuture<Held> acquire =
                client.lock("l").withoutSession().async().acquire();
        link.answer(found(Value.EMPTY, 4));
        assertThat(link.lastSent()).isInstanceOf(Command.Put.class);
        close();
        assertThat(link.lastSent()).isInstanceOf(Command.Get.class);
        link.answer(found(Value.EMPTY, 4));
        assertThat(link.lastSent()).isEqualTo(release(4));
        link.answer(written(5));
        assertThatThrownBy(() -> loop.await(acquire)).isInstanceOf(NotSentException.class);
        loop.settle();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void closingNowWaitsForNothing() {
        held();
        CompletableFuture<PutOutcome> put = put();
        int before = link.sent().size();
        loop.execute(client::closeNow);
        loop.settle();
        assertThat(put).isCompletedWithValue(ABANDONED);
        assertThat(link.sent()).hasSize(before);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void closingNowEndsACloseInProgress() {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        close();
        loop.execute(client::closeNow);
        loop.settle();
        assertThat(put).isCompletedWithValue(ABANDONED);
        assertThat(link.isClosed()).isTrue();
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
    }
}
