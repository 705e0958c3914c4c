package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.http.message.JsonText;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Lists keys, and the past writes of one key. */
final class ListRoutes {

    static final Parameter PREFIX = Parameter.query("prefix", "Only keys that start with this; default: all keys");
    static final Parameter PREFIX64 = Parameter.query("prefix64", "The prefix in base64url");
    static final Parameter AFTER = Parameter.query("after", "Only keys after this one: next of the previous page");
    static final Parameter AFTER64 = Parameter.query("after64", "The same in base64url: next64 of the previous page");
    static final Parameter LIMIT = Parameter.query("limit", "The maximum number of entries");

    private ListRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.get(
                        "/v1/kv",
                        "List keys in byte order",
                        List.of(
                                PREFIX,
                                PREFIX64,
                                AFTER,
                                AFTER64,
                                LIMIT,
                                Parameter.query("values", "true includes the values; default: false")),
                        List.of("200 A page of keys, as of one revision"),
                        ListRoutes::list),
                Route.get(
                        "/v1/history/{key+}",
                        "List the past writes of a key, newest first",
                        List.of(RequestedKeys.KEY64, LIMIT),
                        List.of("200 The writes that are in the event history"),
                        ListRoutes::history));
    }

    private static Step list(Request request) {
        StoreId store = request.requireStore();
        Key after = request.query().bytes("after").map(RequestedKeys::checked).orElse(null);
        int limit =
                (int) request.query().integer("limit", Command.ListKeys.LIMIT_DEFAULT, 1, Command.ListKeys.LIMIT_MAX);
        boolean values = request.query().flag("values");
        Command command = new Command.ListKeys(RequestedKeys.prefix(request.query()), after, limit, values);
        return Step.askInTurn(
                command,
                reply -> reply instanceof Reply.Listed page
                        ? Step.respond(Response.json(200, json -> writePage(json, page, store)))
                        : StoreRefusals.refusal(reply));
    }

    private static void writePage(JsonGenerator json, Reply.Listed page, StoreId store) throws IOException {
        json.writeStringField("store", store.toString());
        JsonText.revision(json, "revision", page.revision());
        json.writeArrayFieldStart("keys");
        for (Reply.Listed.Entry entry : page.entries()) {
            json.writeStartObject();
            JsonText.bytes(json, "key", entry.key());
            JsonText.version(json, "version", entry.version());
            if (entry.value() != null) {
                JsonText.bytes(json, "value", entry.value());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        writeNext(json, page);
    }

    /** Writes whether there are more pages, and where the next one starts. */
    private static void writeNext(JsonGenerator json, Reply.Listed page) throws IOException {
        json.writeBooleanField("more", page.more());
        if (page.more()) {
            JsonText.bytes(
                    json, "next", page.entries().get(page.entries().size() - 1).key());
        }
    }

    private static Step history(Request request) {
        int limit = (int)
                request.query().integer("limit", HistoryRead.OfKey.LIMIT_DEFAULT, 1, HistoryRead.Changes.LIMIT_MAX);
        request.requireStore();
        return Step.askInTurn(
                new HistoryRead.OfKey(RequestedKeys.of(request), limit),
                reply -> reply instanceof Reply.EventsOfKey events
                        ? Step.respond(Response.json(200, json -> writeHistory(json, events)))
                        : StoreRefusals.refusal(reply));
    }

    private static void writeHistory(JsonGenerator json, Reply.EventsOfKey history) throws IOException {
        json.writeBooleanField("complete", history.complete());
        json.writeArrayFieldStart("events");
        for (Reply.EventsOfKey.Summary event : history.events()) {
            json.writeStartObject();
            json.writeStringField("kind", event.kind().name().toLowerCase(Locale.ROOT));
            JsonText.version(json, "version", event.version());
            JsonText.revision(json, "revision", event.revision());
            Times.write(json, "time", event.origin().wallMillis());
            json.writeStringField("by", event.origin().by());
            json.writeNumberField("size", event.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
