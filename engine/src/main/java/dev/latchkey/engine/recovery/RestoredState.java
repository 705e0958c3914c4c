package dev.latchkey.engine.recovery;

import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.StateMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The state of a backup, as a new store starts with it. No session survives a restore, since its client belongs to the old store: they end
 * in the order of their ids, and the keys that they own are deleted.
 */
public final class RestoredState {

    /** A piece of the state that is written at once. */
    private static final int PIECE_BYTES = 1 << 20;

    private final StateMachine state;
    private final int sessionsEnded;

    /**
     * Ends the sessions of {@code state}.
     *
     * @param origin the origin of the events that this causes
     */
    public RestoredState(StateMachine state, Origin origin) {
        this.state = state;
        List<SessionId> ids = new ArrayList<>();
        state.sessions().forEach(session -> ids.add(session.id()));
        Collections.sort(ids);
        ids.forEach(id -> state.apply(new Command.EndSession(id), origin, Changes.NONE));
        this.sessionsEnded = ids.size();
    }

    /** The state, which has no sessions. */
    public StateMachine state() {
        return state;
    }

    /** The number of sessions that the backup had. */
    public int sessionsEnded() {
        return sessionsEnded;
    }

    /** Writes the state as the body of a snapshot. */
    public void writeTo(OutputStream out) throws IOException {
        try (StateSnapshot snapshot = state.snapshot()) {
            while (!snapshot.isDone()) {
                out.write(snapshot.next(PIECE_BYTES));
            }
        }
    }
}
