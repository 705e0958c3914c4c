package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the clients that wait in the queue of a lock: one read for the keys of their tickets, and one for each ticket, whose revision is its
 * place. A ticket that is created or deleted meanwhile may or may not be among them.
 */
final class LockQueue {

    /** The maximum number of tickets that are read. */
    static final int TICKETS_MAX = 1_000;

    /** What follows the prefix in the key of a ticket. Other keys with the prefix are those of a lock with a longer name. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final List<Key> keys;
    private final boolean complete;
    private final List<Versioned> tickets = new ArrayList<>();
    private int read;

    private LockQueue(List<Key> keys, boolean complete) {
        this.keys = keys;
        this.complete = complete;
    }

    static Step read(LockResource kind, Request request) {
        request.requireStore();
        Prefix prefix = kind.ticketsOf(request.variable());
        return Step.askInTurn(
                new Command.ListKeys(prefix, null, TICKETS_MAX, false),
                reply -> reply instanceof Reply.Listed page
                        ? new LockQueue(ticketsIn(page, prefix), !page.more()).next()
                        : StoreRefusals.refusal(reply));
    }

    private static List<Key> ticketsIn(Reply.Listed page, Prefix prefix) {
        return page.entries().stream()
                .map(Reply.Listed.Entry::key)
                .filter(key ->
                        ID.matcher(key.utf8().substring(prefix.utf8().length())).matches())
                .toList();
    }

    private Step next() {
        if (read == keys.size()) {
            tickets.sort(Comparator.comparingLong(Versioned::revision));
            return Step.respond(Response.json(200, this::write));
        }
        return Step.askInTurn(new Command.Get(keys.get(read++)), reply -> {
            if (reply instanceof Reply.Found found) {
                tickets.add(found.versioned());
            }
            return next();
        });
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeBooleanField("complete", complete);
        json.writeArrayFieldStart("waiters");
        for (Versioned ticket : tickets) {
            json.writeStartObject();
            LockText.parse(ticket.value()).writeTo(json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
