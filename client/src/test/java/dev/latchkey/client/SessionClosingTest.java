package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.SessionScript;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What closing a client does with the session of its writes. */
final class SessionClosingTest extends SessionScript {

    private static final PutOutcome ABANDONED = new PutOutcome.ErrMaybe(new Cause.Abandoned("the client was closed"));

    /** Leaves no timer behind, unlike a clerk with a deadline. */
    private final AsyncClerk patient = clerk.withoutDeadline();

    private void close() {
        loop.execute(client::close);
        loop.settle();
    }

    private void assertClosed() {
        loop.settle();
        assertThat(link.isClosed()).isTrue();
        assertThat(loop.pending()).as("timers").isZero();
    }

    @Test
    void sessionIsClosedAfterTheOutcomesOfItsWrites() {
        CompletableFuture<PutOutcome> outcome = firstPut(patient);
        close();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        link.answer(WRITTEN);
        assertThat(loop.await(outcome)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        loop.settle();
        assertThat(link.lastSent()).isEqualTo(close(FIRST));
        assertThat(link.isClosed()).isFalse();
        link.answer(Reply.Closed.INSTANCE);
        assertClosed();
    }

    @Test
    void sessionThatTheServerDoesNotHaveIsClosed() {
        firstPut(patient);
        link.answer(WRITTEN);
        close();
        link.answer(Reply.NoSession.INSTANCE);
        assertClosed();
    }

    @Test
    void closingTheSessionTakesABoundedTime() {
        firstPut(patient);
        link.answer(WRITTEN);
        close();
        loop.advance(Closing.SESSION_MAX.minusNanos(1));
        assertThat(link.isClosed()).isFalse();
        loop.advance(Duration.ofNanos(1));
        assertClosed();
    }

    @Test
    void writesWithoutAReplyAreCancelledAndTheSessionIsClosed() {
        CompletableFuture<PutOutcome> outcome = firstPut(patient);
        close();
        loop.advance(Closing.DRAIN_MAX);
        assertThat(outcome).isCompletedWithValue(ABANDONED);
        assertThat(link.sent().subList(2, 4)).containsExactly(cancel(FIRST, 1, 0), close(FIRST));
        link.answer(Reply.Closed.INSTANCE);
        assertClosed();
    }

    @Test
    void sessionIsLeftToExpireWithoutAConnection() {
        firstPut(patient);
        link.answer(WRITTEN);
        link.down("gone");
        close();
        assertClosed();
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
    }

    @Test
    void writesThatWaitForTheSessionAreRefusedAndItIsNotOpenedAnyMore() {
        link.up();
        CompletableFuture<PutOutcome> waiting = put(patient);
        close();
        assertThatThrownBy(() -> loop.await(waiting)).isInstanceOf(NotSentException.class);
        assertClosed();
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void sessionThatIsLostWhileTheClientIsClosingIsNotOpenedAgain() {
        CompletableFuture<PutOutcome> outcome = firstPut(patient);
        close();
        link.answer(Reply.NoSession.INSTANCE);
        assertThatThrownBy(() -> loop.await(outcome)).hasMessageStartingWith("ERRSESSION ");
        assertClosed();
        assertThat(link.sent()).noneMatch(Command.CloseSession.class::isInstance);
    }

    @Test
    void closingNowLeavesTheSessionToExpire() {
        CompletableFuture<PutOutcome> outcome = firstPut(patient);
        loop.execute(client::closeNow);
        loop.settle();
        assertThat(outcome).isCompletedWithValue(ABANDONED);
        assertClosed();
    }
}
