package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.session.ClientSession;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.client.session.SeqSource;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.SessionId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One session of a lock handle, and the holds in it. It ends when the server or the client can no longer be sure of it, and then all
 * its holds are lost. All methods are called on the event loop, except for {@link #isAlive}, which any thread may call.
 */
final class LockSession implements ClientSession.Listener {

    private final OpenLocks open;
    private final CompletableFuture<LockSession> opened = new CompletableFuture<>();
    private final Set<Held> holds = new LinkedHashSet<>();
    private volatile @Nullable ClientSession session;
    private boolean retired;
    private volatile boolean lapsing;
    private final CompletableFuture<ReleaseOutcome> lapsed = new CompletableFuture<>();
    private boolean over;

    private LockSession(OpenLocks open) {
        this.open = open;
    }

    static LockSession open(ClientSessions sessions, Duration ttl, OpenLocks open) {
        LockSession begun = new LockSession(open);
        open.add(begun);
        begun.session = sessions.openLeased(ttl, begun);
        return begun;
    }

    /** Completes on the event loop when the session is open, or exceptionally if it could not be opened. */
    CompletableFuture<LockSession> opened() {
        return opened;
    }

    /** The source of numbers for the writes in this session. */
    SeqSource numbers() {
        return session();
    }

    /** The id; the session must have been opened. */
    SessionId id() {
        return session().id();
    }

    private ClientSession session() {
        ClientSession begun = session;
        if (begun == null) {
            throw new IllegalStateException("the session has not begun");
        }
        return begun;
    }

    /** Whether an acquisition may begin in this session. */
    boolean isUsable() {
        return !over && !retired;
    }

    boolean isAlive() {
        ClientSession begun = session;
        return begun != null && !lapsing && begun.isAlive();
    }

    /** Whether what was acquired in this session does not last. */
    boolean isOver() {
        return over || lapsing;
    }

    void add(Held held) {
        holds.add(held);
    }

    void remove(Held held) {
        holds.remove(held);
        closeIfUnused();
    }

    /** Accepts no further acquisition, and closes the session when its last hold has ended. */
    void retire() {
        retired = true;
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (retired && holds.isEmpty() && !over && !lapsing) {
            close(() -> {});
        }
    }

    /**
     * Releases a hold by letting the session expire: the server sets its time to live to {@code rest}, and no KEEP is sent any more. The
     * session is not closed either. Other holds in it are lost with it.
     */
    CompletableFuture<ReleaseOutcome> lapse(Held held, Duration rest) {
        if (!lapsing && !over) {
            holds.remove(held);
            retired = true;
            lapsing = true;
            open.remove(this);
            session().lapse(rest, () -> lapsed.complete(ReleaseOutcome.RELEASED));
        }
        return lapsed;
    }

    /** @param closed runs when the server has replied, or when there is nothing to close */
    void close(Runnable closed) {
        session().close(() -> {
            open.remove(this);
            closed.run();
        });
    }

    @Override
    public void opened(ClientSession begun) {
        opened.complete(this);
    }

    @Override
    public void refused(ClientSession begun, Answer answer) {
        end();
        opened.completeExceptionally(RefusedException.of(answer));
    }

    @Override
    public void lost(ClientSession begun, SessionLoss loss) {
        end();
        opened.completeExceptionally(new NotSentException("not sent: " + loss));
        lapsed.complete(lapsing ? ReleaseOutcome.MAYBE : ReleaseOutcome.NOT_HELD);
        List.copyOf(holds).forEach(held -> held.lose(lossOf(loss)));
    }

    private void end() {
        over = true;
        open.remove(this);
    }

    private static LockLoss lossOf(SessionLoss loss) {
        return switch (loss) {
            case EXPIRED -> LockLoss.EXPIRED;
            case CLOSED -> LockLoss.SESSION_CLOSED;
            case STORE_CHANGED -> LockLoss.STORE_CHANGED;
            case UNREACHABLE -> LockLoss.UNREACHABLE;
        };
    }
}
