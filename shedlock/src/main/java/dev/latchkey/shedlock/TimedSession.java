package dev.latchkey.shedlock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import net.javacrumbs.shedlock.support.LockException;
import org.jspecify.annotations.Nullable;

/**
 * A session of the server that owns the key of one lock. Unlike the sessions of the client it is not renewed in the background: it
 * expires when its time has passed, whether or not the client still exists. All writes are sent under ONCE, so each takes effect at most
 * once however often it is sent. Every method blocks until the server has replied or the deadline of the client has passed, and throws
 * {@link LockException} if the outcome is unknown. Thread-safe, except that one method is called at a time.
 */
final class TimedSession {

    /** What the server replaces by the id that it draws, and by the user of the connection. */
    private static final SessionId DRAWN_BY_SERVER = new SessionId(0, 0);

    private static final String OF_CONNECTION = "";

    private static final Duration TTL_MAX = Duration.ofMillis(Command.OpenSession.TTL_MILLIS_MAX);

    private final LockRequests requests;
    private final SessionId id;
    private long seq;

    /** The KEEP whose outcome is unknown, which is repeated as it is. */
    private Command.@Nullable Once unanswered;

    private TimedSession(LockRequests requests, SessionId id) {
        this.requests = requests;
        this.id = id;
    }

    static TimedSession open(AsyncClerk clerk, Duration ttl) {
        LockRequests requests = new LockRequests(clerk);
        Reply reply =
                requests.ask(new Command.OpenSession(DRAWN_BY_SERVER, millis(ttl), OF_CONNECTION), "open a session");
        if (reply instanceof Reply.Opened opened) {
            return new TimedSession(requests, opened.session());
        }
        throw new LockException("could not open a session: " + reply);
    }

    /** @throws LockException if the server does not keep sessions that long */
    private static int millis(Duration ttl) {
        if (ttl.compareTo(TTL_MAX) > 0) {
            throw new LockException("lockAtMostFor is " + ttl + "; at most " + TTL_MAX + " is possible");
        }
        return (int) Math.max(1, ttl.toMillis());
    }

    Optional<Versioned> read(Key key) {
        return requests.read(key);
    }

    /** Writes a key that the session owns, provided that it has the version {@code expected}. Empty if it has another one. */
    Optional<Version> take(Key key, Value value, Version expected) {
        Command.Put put = new Command.Put(key, value, expected, new Command.Owner(id, OF_CONNECTION), null);
        Reply reply = requests.ask(new Command.Once(id, OF_CONNECTION, ++seq, seq - 1, put), "acquire the lock");
        if (reply instanceof Reply.Written written) {
            return Optional.of(written.version());
        }
        if (reply instanceof Reply.Conflict || reply instanceof Reply.NoKey) {
            return Optional.empty();
        }
        throw new LockException("could not acquire the lock: " + reply);
    }

    /** Sets the time to live, counted from the arrival of the request; false if the session is over. */
    boolean keep(Duration ttl) {
        Command.Once keep = unanswered;
        if (keep == null) {
            Command.KeepSession step = new Command.KeepSession(id, millis(ttl), OF_CONNECTION);
            keep = new Command.Once(id, OF_CONNECTION, ++seq, seq - 1, step);
        }
        unanswered = keep;
        Reply reply = requests.ask(keep, "set the time to live of the lock");
        unanswered = null;
        if (reply instanceof Reply.Kept || reply instanceof Reply.NoSession) {
            return reply instanceof Reply.Kept;
        }
        throw new LockException("could not set the time to live of the lock: " + reply);
    }

    /** Ends the session, if it is not over, and deletes the keys that it owns. */
    void close() {
        Reply reply = requests.ask(new Command.CloseSession(id, OF_CONNECTION), "release the lock");
        if (!(reply instanceof Reply.Closed) && !(reply instanceof Reply.NoSession)) {
            throw new LockException("could not release the lock: " + reply);
        }
    }

    /** {@link #close} in the background, for a session that has no lock that anybody knows of; otherwise it expires. */
    void discard() {
        requests.send(new Command.CloseSession(id, OF_CONNECTION));
    }
}
