package dev.latchkey.trial.record;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The writes of a run that ended in ErrMaybe, by cause, and whether a Clerk may return them. For all threads. */
final class UnknownWrites {

    /** The causes that are possible in a session, as {@link OperationResult} names them. */
    private static final Set<String> IN_SESSION = Set.of("deadline", "session", "store");

    private final boolean inSession;
    private final Counts counts = new Counts();

    UnknownWrites(boolean inSession) {
        this.inSession = inSession;
    }

    void add(String cause) {
        counts.add(cause);
    }

    SortedMap<String, Long> all() {
        return counts.all();
    }

    /** Says which outcomes are impossible; empty if none is. */
    Optional<String> violation() {
        return inSession
                ? counts.all().entrySet().stream()
                        .filter(cause -> !IN_SESSION.contains(cause.getKey()))
                        .map(cause -> "ErrMaybe in a session with the cause '" + cause.getKey() + "', "
                                + cause.getValue() + " times: in a session, the outcome is unknown only if the session"
                                + " was lost, the store changed, or the deadline passed")
                        .findFirst()
                : Optional.empty();
    }
}
