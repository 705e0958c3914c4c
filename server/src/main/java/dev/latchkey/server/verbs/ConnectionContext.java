package dev.latchkey.server.verbs;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.verbs.Verb;
import org.jspecify.annotations.Nullable;

/** What the handlers keep for one connection: the client's state, and its backup. Belongs to the connection's thread. */
public final class ConnectionContext {

    private final ClientState client;
    private final ConnectionBackup backup;

    public ConnectionContext(ClientState client, Engine engine, Time time) {
        this.client = client;
        this.backup = new ConnectionBackup(engine, time);
    }

    ClientState client() {
        return client;
    }

    ConnectionBackup backup() {
        return backup;
    }

    /** To be called when the reply to {@code verb} is written: RESET releases only now what earlier requests obtained. */
    public void replied(@Nullable Verb verb) {
        if (verb == Verb.RESET) {
            release();
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
    }
}
