package dev.latchkey.client.lock;

import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.client.lock.waiting.Attempt;
import dev.latchkey.core.Key;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The acquisitions in progress, the holds and the sessions of the locks of one client, so that closing the client can undo, release and
 * close them. At most one hold is kept for each lock: a later one proves that the earlier one has ended. Thread-safe, except for the sessions.
 */
final class OpenLocks {

    private final Set<Attempt<Held>> attempts = ConcurrentHashMap.newKeySet();
    private final Map<Key, Held> holds = new ConcurrentHashMap<>();

    /** The sessions of all handles; used on the event loop only. */
    private final Set<LockSession> sessions = new LinkedHashSet<>();

    private volatile boolean closing;

    /** Whether the client is closing, so that no acquisition may begin. */
    boolean isClosing() {
        return closing;
    }

    void add(Attempt<Held> attempt) {
        attempts.add(attempt);
    }

    void remove(Attempt<Held> attempt) {
        attempts.remove(attempt);
    }

    void add(Key lock, Held held) {
        holds.put(lock, held);
    }

    void remove(Key lock, Held held) {
        holds.remove(lock, held);
    }

    void add(LockSession session) {
        sessions.add(session);
    }

    void remove(LockSession session) {
        sessions.remove(session);
    }

    /**
     * Refuses new acquisitions, abandons those in progress and releases every hold. The future completes when nothing more is to
     * be done, whatever the outcomes. Called on the loop.
     */
    CompletableFuture<Void> close() {
        closing = true;
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (Attempt<Held> attempt : attempts) {
            attempt.endForClose();
            ends.add(attempt.result());
        }
        holds.values().forEach(held -> ends.add(held.releaseOnLoop()));
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Closes every session. The future completes when the server has replied to all. Called on the loop. */
    CompletableFuture<Void> closeSessions() {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (LockSession session : List.copyOf(sessions)) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            ends.add(closed);
            session.close(() -> closed.complete(null));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Reports every hold as lost, because its session is no longer kept. Called on the loop. */
    void end() {
        List.copyOf(holds.values()).forEach(held -> held.lose(LockLoss.SESSION_CLOSED));
    }
}
