package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.ScriptedLink;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A session that ends with its lease, as that of a lock does, over a scripted link. */
final class LeasedSessionTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final SessionId ID = new SessionId(3, 4);
    private static final Command KEEP = new Command.RenewSession(ID, "");
    private static final Command CLOSE = new Command.CloseSession(ID, "");
    private static final Reply KEPT = new Reply.Kept(30_000);

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final ClientSessions sessions =
            new ClientSessions(loop, link, new Random(1), new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1)));
    private final List<String> events = new ArrayList<>();
    private final ClientSession session = opening();

    private ClientSession opening() {
        link.open(new Link.Listener() {
            @Override
            public void ready(StoreId store) {
                sessions.ready(store);
            }

            @Override
            public void down(String why) {}

            @Override
            public void refused(String why) {}
        });
        link.up();
        return sessions.openLeased(TTL, new ClientSession.Listener() {
            @Override
            public void opened(ClientSession opened) {
                events.add("opened");
            }

            @Override
            public void refused(ClientSession refused, Answer answer) {
                events.add("refused");
            }

            @Override
            public void lost(ClientSession lost, SessionLoss loss) {
                events.add(loss.name());
            }
        });
    }

    private void opened() {
        link.answer(new Reply.Opened(ID));
        assertThat(events).containsExactly("opened");
        events.clear();
    }

    @Test
    void sessionIsAliveFromItsAnswerUntilNineTenthsOfItsTimeToLiveAfterTheSend() {
        assertThat(session.isAlive()).isFalse();
        loop.advance(Duration.ofSeconds(5));
        opened();
        assertThat(session.isAlive()).isTrue();
        assertThat(session.id()).isEqualTo(ID);
        assertThat(session.store()).isEqualTo(ScriptedLink.STORE);
        link.down("gone");
        loop.advance(Duration.ofSeconds(22).minusNanos(1));
        assertThat(session.isAlive()).isTrue();
        loop.advance(Duration.ofNanos(1));
        assertThat(session.isAlive()).isFalse();
        assertThat(events).containsExactly("UNREACHABLE");
    }

    @Test
    void answeredKeepExtendsTheLeaseFromItsSend() {
        opened();
        loop.advance(Duration.ofSeconds(10));
        assertThat(link.lastSent()).isEqualTo(KEEP);
        loop.advance(Duration.ofSeconds(4));
        link.answer(KEPT);
        link.down("gone");
        loop.advance(Duration.ofSeconds(23).minusNanos(1));
        assertThat(session.isAlive()).isTrue();
        loop.advance(Duration.ofNanos(1));
        assertThat(session.isAlive()).isFalse();
    }

    @Test
    void sessionIsKeptForAsLongAsKeepsAreAnswered() {
        opened();
        for (int i = 0; i < 20; i++) {
            loop.advance(Duration.ofSeconds(10));
            assertThat(link.lastSent()).isEqualTo(KEEP);
            link.answer(KEPT);
            assertThat(session.isAlive()).isTrue();
        }
        assertThat(events).isEmpty();
    }

    @Test
    void sessionThatWasUnreachableForTooLongIsClosedAndStaysLost() {
        opened();
        loop.advance(Duration.ofSeconds(27));
        assertThat(events).containsExactly("UNREACHABLE");
        assertThat(link.lastSent()).isEqualTo(CLOSE);
        link.answer(1, KEPT);
        assertThat(session.isAlive()).isFalse();
        link.answer(Reply.Closed.INSTANCE);
        assertThat(loop.pending()).isZero();
        assertThat(events).hasSize(1);
    }

    @Test
    void closeOfALostSessionIsSentForItsTimeToLiveAtMost() {
        opened();
        link.down("gone");
        loop.runAll();
        assertThat(events).containsExactly("UNREACHABLE");
        assertThat(loop.elapsed()).isEqualTo(Duration.ofSeconds(57));
        link.up();
        assertThat(link.lastSent()).isNotEqualTo(CLOSE);
    }

    @Test
    void keepThatFindsNoSessionEndsIt() {
        opened();
        loop.advance(Duration.ofSeconds(10));
        link.answer(Reply.NoSession.INSTANCE);
        assertThat(events).containsExactly("EXPIRED");
        assertThat(session.loss()).isEqualTo(SessionLoss.EXPIRED);
        assertThat(loop.pending()).isZero();
    }

    @Test
    void storeChangeEndsTheSession() {
        opened();
        link.up(ScriptedLink.OTHER_STORE);
        assertThat(events).containsExactly("STORE_CHANGED");
        assertThat(loop.pending()).isZero();
    }

    @Test
    void sessionThatLapsesIsKeptNoLongerThanTheRestAndNotClosed() {
        opened();
        List<String> done = new ArrayList<>();
        session.lapse(Duration.ofSeconds(20), () -> done.add("done"));
        Command keep = new Command.KeepSession(ID, 20_000, "");
        assertThat(link.lastSent()).isEqualTo(new Command.Once(ID, "", 1, 0, (Command.Write) keep));
        link.answer(new Reply.Kept(20_000));
        assertThat(done).containsExactly("done");
        loop.advance(Duration.ofSeconds(18).minusNanos(1));
        assertThat(session.isAlive()).isTrue();
        loop.advance(Duration.ofNanos(1));
        assertThat(session.isAlive()).isFalse();
        assertThat(events).containsExactly("EXPIRED");
        assertThat(link.sent()).hasSize(2);
        assertThat(loop.pending()).isZero();
    }

    @Test
    void lapseIsResentAndNeverExtendsTheLease() {
        opened();
        loop.advance(Duration.ofSeconds(9));
        session.lapse(Duration.ofHours(1), () -> {});
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() == 3);
        assertThat(link.sent().get(2)).isEqualTo(link.sent().get(1));
        loop.runUntil(() -> !session.isAlive());
        assertThat(loop.elapsed()).isEqualTo(Duration.ofSeconds(27));
    }

    @Test
    void keepThatIsAnsweredAfterALapseDoesNotExtendTheLease() {
        opened();
        loop.advance(Duration.ofSeconds(10));
        assertThat(link.lastSent()).isEqualTo(KEEP);
        session.lapse(Duration.ofSeconds(5), () -> {});
        link.answer(1, KEPT);
        loop.advance(Duration.ofMillis(4_500));
        assertThat(session.isAlive()).isFalse();
    }

    @Test
    void closingReportsTheEndAndWaitsForTheReply() {
        opened();
        List<String> closed = new ArrayList<>();
        session.close(() -> closed.add("closed"));
        assertThat(session.isAlive()).isFalse();
        assertThat(events).containsExactly("CLOSED");
        assertThat(closed).isEmpty();
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() == 3);
        assertThat(link.lastSent()).isEqualTo(CLOSE);
        link.answer(Reply.NoSession.INSTANCE);
        assertThat(closed).containsExactly("closed");
        session.close(() -> closed.add("again"));
        assertThat(closed).containsExactly("closed", "again");
        assertThat(loop.pending()).isZero();
    }

    @Test
    void sessionThatIsNotOpenYetIsClosedWithoutTheServer() {
        List<String> closed = new ArrayList<>();
        session.close(() -> closed.add("closed"));
        assertThat(closed).containsExactly("closed");
        link.answer(new Reply.Opened(ID));
        assertThat(events).containsExactly("CLOSED");
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    void refusedSessionIsReported() {
        link.answer(new Reply.Refused(Reply.Refusal.SESSIONS_FULL));
        assertThat(events).containsExactly("refused");
        assertThatThrownBy(session::id).isInstanceOf(IllegalStateException.class);
    }
}
