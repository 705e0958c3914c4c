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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows who holds the locks, which are keys that start with {@code lock/} and have a value that is not empty. Locks are acquired by writing
 * such a key.
 */
final class LockRoutes {

    static final byte[] PREFIX = "lock/".getBytes(StandardCharsets.US_ASCII);

    private static final String PATH = "/v1/locks";
    private static final String ONE = PATH + "/{name}";

    private LockRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.get(
                        PATH,
                        "List the locks that are held",
                        List.of(
                                Parameter.query("after", "Only locks after this name: next of the previous page"),
                                Parameter.query("after64", "The same in base64url: next64 of the previous page"),
                                ListRoutes.LIMIT),
                        List.of("200 A page of locks"),
                        LockRoutes::list),
                Route.get(
                        ONE,
                        "Show who holds a lock",
                        List.of(),
                        List.of("200 The holder, if there is one"),
                        LockRoutes::show),
                Route.get(
                        ONE + "/history",
                        "List the last holders of a lock, newest first",
                        List.of(Parameter.query("limit", "The maximum number of holders, at most 100; default: 10")),
                        List.of("200 The holders whose events are in the event history"),
                        LockHistory::read));
    }

    /** Returns the key of the lock that the path names. */
    static Key key(byte[] name) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(PREFIX);
        key.writeBytes(name);
        return RequestedKeys.checked(key.toByteArray());
    }

    private static Step list(Request request) {
        request.requireStore();
        Key after = request.query().bytes("after").map(LockRoutes::key).orElse(null);
        int limit =
                (int) request.query().integer("limit", Command.ListKeys.LIMIT_DEFAULT, 1, Command.ListKeys.LIMIT_MAX);
        return Step.askInTurn(
                new Command.ListKeys(Prefix.of(PREFIX), after, limit, true),
                reply -> reply instanceof Reply.Listed page
                        ? Step.respond(Response.json(200, json -> writePage(json, page)))
                        : StoreRefusals.refusal(reply));
    }

    private static void writePage(JsonGenerator json, Reply.Listed page) throws IOException {
        JsonText.revision(json, "revision", page.revision());
        json.writeArrayFieldStart("locks");
        for (Reply.Listed.Entry entry : page.entries()) {
            if (entry.value() != null && entry.value().length() > 0) {
                json.writeStartObject();
                JsonText.bytes(json, "name", name(entry.key()));
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
                    name(page.entries().get(page.entries().size() - 1).key()));
        }
    }

    /** Returns the name of a lock, as bytes of which it may have none. */
    private static Prefix name(Key key) {
        byte[] bytes = key.bytes;
        return Prefix.of(Arrays.copyOfRange(bytes, PREFIX.length, bytes.length));
    }

    private static Step show(Request request) {
        request.requireStore();
        return Step.ask(
                new Command.Get(key(request.variable())),
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
