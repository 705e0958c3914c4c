package dev.latchkey.http.routes;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import dev.latchkey.http.message.JsonText;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows who holds the locks and leads the elections, which are keys that start with {@code lock/} or {@code election/} and have a value that
 * is not empty. They are acquired by writing such a key.
 */
final class LockRoutes {

    private final LockResource kind;

    LockRoutes(LockResource kind) {
        this.kind = kind;
    }

    List<Route> all() {
        String one = kind.path() + "/{name}";
        String holder = kind.holder();
        return List.of(
                Route.get(
                        kind.path(),
                        "List " + kind.held(),
                        List.of(
                                Parameter.query("after", "Only names after this one: next of the previous page"),
                                Parameter.query("after64", "The same in base64url: next64 of the previous page"),
                                ListRoutes.LIMIT),
                        List.of("200 A page of names with their " + holder + "s"),
                        this::list),
                Route.get(
                        one,
                        "Show the " + holder + " of " + kind.noun(),
                        List.of(),
                        List.of("200 The " + holder + ", if there is one"),
                        this::show),
                Route.get(
                        one + "/history",
                        "List the last " + holder + "s of " + kind.noun() + ", newest first",
                        List.of(Parameter.query(
                                "limit", "The maximum number of " + holder + "s, at most 100; default: 10")),
                        List.of("200 The " + holder + "s whose events are in the event history"),
                        request -> LockHistory.read(kind, request)),
                Route.get(
                        one + "/waiters",
                        "List the clients that wait in the queue of " + kind.noun() + ", in its order",
                        List.of(),
                        List.of("200 The clients, at most 1,000"),
                        request -> LockQueue.read(kind, request)));
    }

    private Step list(Request request) {
        request.requireStore();
        Key after = request.query().bytes("after").map(kind::key).orElse(null);
        int limit =
                (int) request.query().integer("limit", Command.ListKeys.LIMIT_DEFAULT, 1, Command.ListKeys.LIMIT_MAX);
        return Step.askInTurn(
                new Command.ListKeys(kind.prefix(), after, limit, true),
                reply -> reply instanceof Reply.Listed page
                        ? Step.respond(Response.json(200, json -> writePage(json, page)))
                        : StoreRefusals.refusal(reply));
    }

    private void writePage(JsonGenerator json, Reply.Listed page) throws IOException {
        JsonText.revision(json, "revision", page.revision());
        json.writeArrayFieldStart(kind.path().substring(kind.path().lastIndexOf('/') + 1));
        for (Reply.Listed.Entry entry : page.entries()) {
            if (entry.value() != null && entry.value().length() > 0) {
                json.writeStartObject();
                JsonText.bytes(json, "name", kind.name(entry.key()));
                JsonText.version(json, "token", entry.version());
                LockText.parse(entry.value()).writeTo(json);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeBooleanField("more", page.more());
        if (page.more()) {
            JsonText.bytes(
                    json,
                    "next",
                    kind.name(page.entries().get(page.entries().size() - 1).key()));
        }
    }

    private Step show(Request request) {
        request.requireStore();
        return Step.ask(
                new Command.Get(kind.key(request.variable())),
                reply -> Step.respond(Response.json(200, json -> {
                    JsonText.bytes(json, "name", Prefix.of(request.variable()));
                    writeHolder(json, reply instanceof Reply.Found found ? found.versioned() : null);
                })));
    }

    private static void writeHolder(JsonGenerator json, @Nullable Versioned key) throws IOException {
        boolean held = key != null && key.value().length() > 0;
        json.writeBooleanField("held", held);
        if (key != null && held) {
            JsonText.version(json, "token", key.version());
            LockText.parse(key.value()).writeTo(json);
        }
    }
}
