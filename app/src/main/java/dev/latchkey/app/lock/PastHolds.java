package dev.latchkey.app.lock;

import dev.latchkey.app.lock.PastHolds.Hold.End;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Reply.EventsOfKey.Summary;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last holders of a lock, from the history of its key.
 *
 * @param holds newest first
 * @param complete whether no older holder is missing because the server has evicted its events; false also if the limit cut them off
 *     and older events are evicted
 */
record PastHolds(List<Hold> holds, boolean complete) {

    private static final int HOLDS_MAX = 100;

    /** The events of a hold: it is granted, emptied by a break, and deleted. */
    private static final int EVENTS_PER_HOLD = 3;

    /**
     * One hold. The times are those of the server.
     *
     * @param token the fencing token
     * @param owner the text that described the holder; empty if its event is evicted
     * @param to when it ended; empty if it has not
     * @param by the user that ended it, unless it was the server; empty if it has not ended
     */
    record Hold(Version token, Optional<String> owner, Instant from, Optional<Instant> to, End end, String by) {

        /** How a hold ended. */
        enum End {
            HELD("held"),
            RELEASED("released"),
            EXPIRED("expired: the server received no KEEP within the time to live of the session"),
            CLOSED("freed: the session of the holder was closed"),
            BROKEN("broken"),
            /** A lock without a session is released and broken in the same way. */
            RELEASED_OR_BROKEN("released or broken"),
            OVERWRITTEN("overwritten");

            private final String phrase;

            End(String phrase) {
                this.phrase = phrase;
            }

            String phrase() {
                return phrase;
            }
        }
    }

    /** Parses a number of holds. */
    static int limit(String text) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > HOLDS_MAX) {
            throw new IllegalArgumentException(number + " is not one of 1 to " + HOLDS_MAX);
        }
        return number;
    }

    /** Reads the last {@code count} holders of the lock with that key. */
    static PastHolds read(Clerk clerk, String key, int count) throws InterruptedException {
        AsyncClerk async = clerk.async();
        HistoryRead.OfKey request = new HistoryRead.OfKey(Key.of(key), EVENTS_PER_HOLD * (count + 1));
        Reply.EventsOfKey history = (Reply.EventsOfKey) async.await(async.ask(request));
        List<Hold> holds = new ArrayList<>();
        List<Summary> events = history.events();
        for (int i = 0; i < events.size() && holds.size() < count; i++) {
            Summary event = events.get(i);
            if (event.kind() == EventKind.PUT && event.size() > 0) {
                Optional<LockValue> value = value(async, key, event.revision()).flatMap(LockValue::parse);
                holds.add(hold(event, value, events.subList(0, i)));
            }
        }
        return new PastHolds(holds, history.complete());
    }

    /** The value that the event of that revision wrote; empty if the event is evicted. */
    private static Optional<Value> value(AsyncClerk async, String key, long revision) throws InterruptedException {
        HistoryRead.Changes request = HistoryRead.Changes.startingAfter(Prefix.of(key), revision - 1, 1, 0);
        Reply reply = async.await(async.ask(request));
        if (reply instanceof Reply.Changed page && !page.events().isEmpty()) {
            KeyEvent first = page.events().get(0);
            return first.revision() == revision ? Optional.ofNullable(first.value()) : Optional.empty();
        }
        return Optional.empty();
    }

    /** @param later the events after the grant, newest first */
    static Hold hold(Summary granted, Optional<LockValue> value, List<Summary> later) {
        Instant from = Instant.ofEpochMilli(granted.origin().wallMillis());
        Optional<String> owner = value.map(LockValue::owner);
        if (later.isEmpty()) {
            return new Hold(granted.version(), owner, from, Optional.empty(), End.HELD, "");
        }
        Summary last = later.get(later.size() - 1);
        boolean inSession = value.isEmpty() || value.get().since().isPresent();
        Optional<Instant> to = Optional.of(Instant.ofEpochMilli(last.origin().wallMillis()));
        return new Hold(
                granted.version(),
                owner,
                from,
                to,
                end(last, inSession),
                last.origin().by());
    }

    private static End end(Summary last, boolean inSession) {
        return switch (last.kind()) {
            case DELETE -> inSession ? End.RELEASED : End.BROKEN;
            case EXPIRE -> End.EXPIRED;
            case CLOSE -> End.CLOSED;
            case PUT -> last.size() > 0 ? End.OVERWRITTEN : inSession ? End.BROKEN : End.RELEASED_OR_BROKEN;
        };
    }
}
