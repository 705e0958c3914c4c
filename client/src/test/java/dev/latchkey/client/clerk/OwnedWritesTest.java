package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.client.session.ClientSession;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Writes in a session of their own that own their key, as those of a lock do, over a scripted link. */
final class OwnedWritesTest {

    private static final Key KEY = Key.of("lock/l");
    private static final Value VALUE = Value.of("id");
    private static final SessionId ID = new SessionId(5, 6);

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final Random chance = new Random(1);
    private final Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
    private final ClientSessions sessions = new ClientSessions(loop, link, chance, backoff);
    private final Calls calls = new Calls(loop, link, sessions, chance, backoff, 10);
    private final AsyncClerk clerk = new AsyncClerk(calls, new CallOptions(null, null, Runnable::run, chance));
    private final ClientSession session = opened();

    private ClientSession opened() {
        calls.open();
        link.up();
        ClientSession opening = sessions.openLeased(Duration.ofSeconds(30), new ClientSession.Listener() {
            @Override
            public void opened(ClientSession opened) {}

            @Override
            public void refused(ClientSession refused, Answer answer) {}

            @Override
            public void lost(ClientSession lost, SessionLoss loss) {}
        });
        link.answer(new Reply.Opened(ID));
        return opening;
    }

    private CompletableFuture<PutOutcome> putOwned() {
        CompletableFuture<PutOutcome> put =
                clerk.numberedBy(session).inStore(session.store()).putOwned(session.id(), KEY, VALUE, Version.NONE);
        loop.settle();
        return put;
    }

    @Test
    void keyIsOwnedByTheSessionOfTheWrite() {
        CompletableFuture<PutOutcome> put = putOwned();
        Command.Owner owner = new Command.Owner(ID, "");
        assertThat(link.lastSent())
                .isEqualTo(new Command.Once(ID, "", 1, 0, new Command.Put(KEY, VALUE, Version.NONE, owner, null)));
        link.answer(new Reply.Written(Version.of(4)));
        assertThat(loop.await(put)).isEqualTo(new PutOutcome.Ok(Version.of(4)));
        clerk.numberedBy(session).delete(KEY, Version.of(4));
        loop.settle();
        assertThat(link.lastSent()).isEqualTo(new Command.Once(ID, "", 2, 1, new Command.Delete(KEY, Version.of(4))));
    }

    @Test
    void sessionThatIsGoneRefusesTheWriteAndIsNotOpenedAgain() {
        CompletableFuture<PutOutcome> put = putOwned();
        link.answer(Reply.NoSession.INSTANCE);
        assertThatThrownBy(() -> loop.await(put))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("ERRSESSION ");
        assertThat(session.loss()).isEqualTo(SessionLoss.EXPIRED);
        CompletableFuture<PutOutcome> next = putOwned();
        assertThatThrownBy(() -> loop.await(next)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void writeThatWasSentInALostSessionIsErrMaybe() {
        CompletableFuture<PutOutcome> put = putOwned();
        link.down("gone");
        loop.advance(Duration.ofSeconds(27));
        assertThat(session.loss()).isEqualTo(SessionLoss.UNREACHABLE);
        link.fail(1, "lost");
        link.up();
        loop.runUntil(put::isDone);
        assertThat(put.join())
                .isEqualTo(new PutOutcome.ErrMaybe(new PutOutcome.Cause.SessionLost(SessionLoss.UNREACHABLE)));
    }

    @Test
    void storeChangeBeforeTheFirstSendIsNotSent() {
        link.down("gone");
        CompletableFuture<PutOutcome> put = putOwned();
        link.up(ScriptedLink.OTHER_STORE);
        assertThatThrownBy(() -> loop.await(put)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).hasSize(1);
    }
}
