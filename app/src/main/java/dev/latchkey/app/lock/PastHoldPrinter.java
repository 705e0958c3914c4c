package dev.latchkey.app.lock;

import dev.latchkey.app.console.Json;
import dev.latchkey.app.lock.PastHolds.Hold;
import dev.latchkey.app.lock.PastHolds.Hold.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Describes the last holders of a lock, newest first, as lines of text or as JSON objects. */
final class PastHoldPrinter {

    /** The ends that a client causes by a write, so that its user is worth naming. */
    private static final Set<End> BY_CLIENT = Set.of(End.BROKEN, End.RELEASED_OR_BROKEN, End.OVERWRITTEN);

    private final String name;
    private final PastHolds past;

    PastHoldPrinter(String name, PastHolds past) {
        this.name = name;
        this.past = past;
    }

    List<String> text() {
        List<String> lines = new ArrayList<>();
        if (past.holds().isEmpty()) {
            lines.add("the history has no holder of lock '" + HolderPrinter.shown(name) + "'");
        }
        past.holds().forEach(hold -> lines.add(line(hold)));
        if (!past.complete()) {
            lines.add("older history of the lock was evicted by the server");
        }
        return lines;
    }

    private static String line(Hold hold) {
        String owner = hold.owner()
                .filter(text -> !text.isEmpty())
                .map(text -> " (" + HolderPrinter.shown(text) + ")")
                .orElse("");
        String times = hold.to().map(to -> " from " + hold.from() + " to " + to).orElse(" since " + hold.from());
        String by = BY_CLIENT.contains(hold.end()) ? " by user " + HolderPrinter.shown(hold.by()) : "";
        return "token " + hold.token() + owner + times + ": " + hold.end().phrase() + by;
    }

    List<String> json() {
        return past.holds().stream().map(this::json).toList();
    }

    private String json(Hold hold) {
        return Json.object(json -> {
            json.writeStringField("lock", name);
            Json.version(json, "token", hold.token());
            json.writeStringField("owner", hold.owner().orElse(null));
            json.writeStringField("from", hold.from().toString());
            json.writeStringField("to", hold.to().map(Instant::toString).orElse(null));
            json.writeStringField("end", hold.end().name().toLowerCase(Locale.ROOT));
            json.writeStringField("by", hold.end() == End.HELD ? null : hold.by());
            json.writeBooleanField("history_complete", past.complete());
        });
    }
}
