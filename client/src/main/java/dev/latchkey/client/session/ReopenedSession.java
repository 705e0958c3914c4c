package dev.latchkey.client.session;

import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The session of a client's writes: opened before the first write, and again before the first one after it was lost. All methods are
 * called on the event loop.
 */
public final class ReopenedSession implements SeqSource, ClientSession.Listener {

    private final ClientSessions sessions;
    private final Duration ttl;
    private final Consumer<SessionLoss> whenLost;
    private @Nullable ClientSession current;

    /** @param whenLost is told of each loss, except when this client closes the session */
    public ReopenedSession(ClientSessions sessions, Duration ttl, Consumer<SessionLoss> whenLost) {
        this.sessions = sessions;
        this.ttl = ttl;
        this.whenLost = whenLost;
    }

    @Override
    public void join(Waiter waiter) {
        if (current == null) {
            current = sessions.open(ttl, this);
        }
        current.join(waiter);
    }

    @Override
    public void leave(Waiter waiter) {
        if (current != null) {
            current.leave(waiter);
        }
    }

    @Override
    public boolean isReopened() {
        return true;
    }

    @Override
    public void opened(ClientSession session) {}

    @Override
    public void refused(ClientSession session, Answer answer) {
        current = null;
    }

    @Override
    public void lost(ClientSession session, SessionLoss loss) {
        current = null;
        if (loss != SessionLoss.CLOSED) {
            whenLost.accept(loss);
        }
    }

    /**
     * Closes the session. If the link is not ready, it is left to expire.
     *
     * @param closed runs when the server has replied, or when there is nothing to close
     */
    public void close(Runnable closed) {
        if (current == null || !sessions.isReady()) {
            closed.run();
        } else {
            current.close(closed);
        }
    }
}
