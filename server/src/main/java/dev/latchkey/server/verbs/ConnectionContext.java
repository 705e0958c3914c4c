package dev.latchkey.server.verbs;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.verbs.Verb;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the handlers keep for one connection: the client's state, its backup and its follows. Belongs to the connection's thread. */
public final class ConnectionContext {

    private final ClientState client;
    private final ConnectionBackup backup;
    private final Follows follows;

    /** The outcome of the check of what the request that is handled presents; null if it presents nothing. */
    private @Nullable LoginVerdict verdict;

    public ConnectionContext(ClientState client, Engine engine, Time time, Follows follows) {
        this.client = client;
        this.follows = follows;
        this.backup = new ConnectionBackup(engine, time);
    }

    ClientState client() {
        return client;
    }

    /** What the next request presents to authenticate its client was checked. */
    public void checked(LoginVerdict outcome) {
        verdict = outcome;
    }

    /** The outcome of the check of what the request presents. */
    LoginVerdict takeVerdict() {
        LoginVerdict taken = Objects.requireNonNull(verdict, "nothing was checked");
        verdict = null;
        return taken;
    }

    ConnectionBackup backup() {
        return backup;
    }

    /** The follows of the connection. */
    public Follows follows() {
        return follows;
    }

    /**
     * To be called when the reply to {@code verb} is written: RESET releases only now what earlier requests obtained, and HELLO 2 ends
     * the follows.
     *
     * @param protocol the protocol in which the reply was written
     */
    public void replied(@Nullable Verb verb, Protocol protocol) {
        if (verb == Verb.RESET) {
            release();
        } else if (verb == Verb.HELLO && protocol == Protocol.RESP2) {
            follows.end(null);
        }
    }

    /** Releases what the client does not use or what has become too expensive to keep. To be called now and then. */
    public void tidy(long now) {
        backup.endIfTooExpensive(now);
    }

    /** Extends the deadlines of the client by a pause of the server of {@code nanos}, which is over at {@code now}. */
    public void extendDeadlines(long nanos, long now) {
        backup.extendDeadline(nanos, now);
    }

    /** Releases everything that is held for this connection. Idempotent. */
    public void release() {
        backup.end();
        follows.release();
    }
}
