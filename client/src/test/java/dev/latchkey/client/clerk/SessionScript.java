package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A client that writes in a session over a scripted link. */
public class SessionScript {

    protected static final Duration TTL = Duration.ofSeconds(60);
    protected static final SessionId FIRST = new SessionId(1, 1);
    protected static final SessionId SECOND = new SessionId(2, 2);
    protected static final Key KEY = Key.of("k");
    protected static final Value VALUE = Value.of("v");
    protected static final Command.Write CREATE = new Command.Put(KEY, VALUE, Version.NONE);
    protected static final Reply WRITTEN = new Reply.Written(Version.of(1));
    protected static final Reply CONFLICT = new Reply.Conflict(Version.of(7));

    protected final ManualLoop loop = new ManualLoop();
    protected final ScriptedLink link = new ScriptedLink(loop);
    protected final Latchkey client =
            Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted").withSessionTtl(TTL));
    protected final AsyncClerk clerk = client.clerk().async();

    protected CompletableFuture<PutOutcome> put() {
        return put(clerk);
    }

    protected CompletableFuture<PutOutcome> put(AsyncClerk with) {
        CompletableFuture<PutOutcome> outcome = with.put(KEY, VALUE, Version.NONE);
        loop.settle();
        return outcome;
    }

    /** Puts, and opens the session for it. */
    protected CompletableFuture<PutOutcome> firstPut() {
        return firstPut(clerk);
    }

    protected CompletableFuture<PutOutcome> firstPut(AsyncClerk with) {
        link.up();
        CompletableFuture<PutOutcome> outcome = put(with);
        assertThat(link.lastSent()).isInstanceOf(Command.OpenSession.class);
        link.answer(new Reply.Opened(FIRST));
        assertThat(link.lastSent()).isEqualTo(once(FIRST, 1, 0));
        return outcome;
    }

    protected static Command once(SessionId session, long seq, long acked) {
        return new Command.Once(session, "", seq, acked, CREATE);
    }

    protected static Command cancel(SessionId session, long seq, long acked) {
        return new Command.Once(session, "", seq, acked, Command.Cancel.INSTANCE);
    }

    protected static Command keep(SessionId session) {
        return new Command.RenewSession(session, "");
    }

    protected static Command close(SessionId session) {
        return new Command.CloseSession(session, "");
    }

    /** Runs until something is sent. */
    protected void runUntilSent() {
        int before = link.sent().size();
        loop.runUntil(() -> link.sent().size() > before);
    }

    /** Fails the last send and waits for the retry. */
    protected void failAndResend() {
        int before = link.sent().size();
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() > before);
    }
}
