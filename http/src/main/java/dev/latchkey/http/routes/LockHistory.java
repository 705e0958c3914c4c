package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Reply.EventsOfKey.Summary;
import dev.latchkey.core.Value;
import dev.latchkey.http.message.JsonText;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the last holders of a lock from the history of its key: one read for the events, and one for the value of each holder. */
final class LockHistory {

    private static final int HOLDS_MAX = 100;
    private static final int HOLDS_DEFAULT = 10;

    /** The events of a hold: it is granted, emptied by a break, and deleted. */
    private static final int EVENTS_PER_HOLD = 3;

    /**
     * One hold.
     *
     * @param next the event that ended it; null if the lock is held
     */
    private record Hold(Summary granted, @Nullable Summary next) {}

    private final Key key;
    private final boolean complete;
    private final List<Hold> holds;

    /** The values of the first holds, null where the event was evicted; those of the rest are not read yet. */
    private final List<@Nullable Value> values = new ArrayList<>();

    private LockHistory(Key key, Reply.EventsOfKey history, int limit) {
        this.key = key;
        this.complete = history.complete();
        this.holds = holds(history.events(), limit);
    }

    static Step read(LockResource kind, Request request) {
        request.requireStore();
        Key key = kind.key(request.variable());
        int limit = (int) request.query().integer("limit", HOLDS_DEFAULT, 1, HOLDS_MAX);
        return Step.askInTurn(
                new HistoryRead.OfKey(key, EVENTS_PER_HOLD * (limit + 1)),
                reply -> reply instanceof Reply.EventsOfKey history
                        ? new LockHistory(key, history, limit).next()
                        : StoreRefusals.refusal(reply));
    }

    private static List<Hold> holds(List<Summary> events, int limit) {
        List<Hold> holds = new ArrayList<>();
        for (int i = 0; i < events.size() && holds.size() < limit; i++) {
            if (isGrant(events.get(i))) {
                holds.add(new Hold(events.get(i), i == 0 ? null : events.get(i - 1)));
            }
        }
        return holds;
    }

    private static boolean isGrant(Summary event) {
        return event.kind() == EventKind.PUT && event.size() > 0;
    }

    private Step next() {
        if (values.size() == holds.size()) {
            return Step.respond(Response.json(200, this::write));
        }
        long revision = holds.get(values.size()).granted.revision();
        return Step.askInTurn(HistoryRead.Changes.startingAfter(Prefix.of(key.bytes), revision - 1, 1, 0), reply -> {
            values.add(reply instanceof Reply.Changed page ? valueAt(revision, page.events()) : null);
            return next();
        });
    }

    private static @Nullable Value valueAt(long revision, List<KeyEvent> events) {
        return events.isEmpty() || events.get(0).revision() != revision
                ? null
                : events.get(0).value();
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeBooleanField("complete", complete);
        json.writeArrayFieldStart("holds");
        for (int i = 0; i < holds.size(); i++) {
            json.writeStartObject();
            write(json, holds.get(i), values.get(i));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Hold hold, @Nullable Value value) throws IOException {
        JsonText.version(json, "token", hold.granted.version());
        Times.write(json, "from", hold.granted.origin().wallMillis());
        if (value != null) {
            json.writeStringField("owner", LockText.parse(value).owner());
        }
        if (hold.next != null) {
            Times.write(json, "to", hold.next.origin().wallMillis());
            boolean inSession = value == null || LockText.parse(value).since() != null;
            json.writeStringField("end", end(hold.next, inSession));
            json.writeStringField("by", hold.next.origin().by());
        }
    }

    /** A lock without a session is released and broken in the same way: by an empty value. */
    private static String end(Summary next, boolean inSession) {
        return switch (next.kind()) {
            case DELETE -> inSession ? "released" : "broken";
            case EXPIRE -> "expired";
            case CLOSE -> "session-closed";
            case PUT -> next.size() > 0 ? "overwritten" : inSession ? "broken" : "released-or-broken";
        };
    }
}
