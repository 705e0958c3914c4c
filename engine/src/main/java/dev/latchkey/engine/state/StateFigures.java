package dev.latchkey.engine.state;

import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.session.SessionExpiry;

/** The figures of a state for INFO. For a caller that holds the lock of the state. */
final class StateFigures {

    private StateFigures() {}

    static KeyspaceSize keyspace(StateMachine state, MemoryLimits limits, OpenSnapshots open) {
        return new KeyspaceSize(
                state.size(),
                state.tombstones(),
                state.revision(),
                state.bytes(),
                limits.bytesMax(),
                open.heldBytes(),
                limits.heldBytesMax(),
                open.ended());
    }

    static HistoryFigures history(StateMachine state) {
        return new HistoryFigures(
                state.history().size(),
                state.limits().history().eventsMax(),
                state.history().bytes(),
                state.limits().history().bytesMax(),
                state.history().oldestRevision());
    }

    /** @param counted has the figures that are not part of the state */
    static SessionFigures sessions(StateMachine state, SessionExpiry counted) {
        return counted.figures(
                state.sessions().size(),
                state.sessions().ownedKeys(),
                state.sessions().recordedReplies(),
                state.sessions().bytes());
    }
}
