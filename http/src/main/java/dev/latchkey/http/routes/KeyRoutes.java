package dev.latchkey.http.routes;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.http.message.EntityTag;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads, writes and deletes one key. A write names the version that it replaces, so it takes effect at most once. */
final class KeyRoutes {

    private static final String PATH = "/v1/kv/{key+}";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String SESSION = "Latchkey-Session";

    private static final Parameter IF_MATCH = Parameter.header("If-Match", "The ETag of the version that is replaced");
    private static final Parameter VERSION =
            Parameter.query("version", "The version that is replaced, instead of If-Match; 0 creates the key");
    private static final String CONFLICT =
            "412 The key has another version, which ETag names, or does not exist; not done";
    private static final String NO_VERSION = "428 The request names no version; not done";

    private KeyRoutes() {}

    static List<Route> all() {
        return List.of(
                Route.get(
                        PATH,
                        "Read a key",
                        List.of(
                                RequestedKeys.KEY64,
                                Parameter.header(IF_NONE_MATCH, "ETags of values that the client has")),
                        List.of(
                                "200 The value, with ETag, Latchkey-Version and Latchkey-Revision",
                                "304 The client has the value",
                                "404 The key does not exist"),
                        KeyRoutes::get),
                new Route(
                        HttpMethod.PUT,
                        PATH,
                        RouteAccess.LOGGED_IN,
                        "Write a key",
                        List.of(
                                RequestedKeys.KEY64,
                                VERSION,
                                IF_MATCH,
                                Parameter.header(IF_NONE_MATCH, "* creates the key"),
                                Parameter.header(SESSION, "The session that owns the key until its next write")),
                        BodyKind.VALUE,
                        List.of(
                                "201 The key was created",
                                "204 The key was changed",
                                "409 The session does not exist, or the version is the maximum; not done",
                                CONFLICT,
                                "413 The value is too large; not done",
                                NO_VERSION,
                                "507 The memory limit is reached, or the disk is full; not done"),
                        KeyRoutes::put),
                new Route(
                        HttpMethod.DELETE,
                        PATH,
                        RouteAccess.LOGGED_IN,
                        "Delete a key",
                        List.of(RequestedKeys.KEY64, VERSION, IF_MATCH),
                        BodyKind.NONE,
                        List.of("204 The key was deleted", CONFLICT, NO_VERSION),
                        KeyRoutes::delete));
    }

    private static Step get(Request request) {
        Key key = RequestedKeys.of(request);
        StoreId store = request.requireStore();
        if (request.header("If-Match").isPresent()) {
            throw ProblemException.invalid("If-Match is for PUT and DELETE");
        }
        List<String> known = request.headers().getAll(IF_NONE_MATCH);
        List<EntityTag> tags = known.isEmpty() || isAny(known)
                ? List.of()
                : EntityTag.parseList(IF_NONE_MATCH, String.join(", ", known));
        return Step.ask(new Command.Get(key), reply -> {
            if (!(reply instanceof Reply.Found found)) {
                return Step.refuse(Problem.notDone(ProblemType.NO_KEY, "the key does not exist"));
            }
            EntityTag tag = EntityTag.of(found.versioned().version(), store);
            boolean isKnown = isAny(known) || tags.stream().anyMatch(tag::matchesWeakly);
            return Step.respond(isKnown ? described(304, found.versioned(), tag) : value(found.versioned(), tag));
        });
    }

    private static boolean isAny(List<String> fields) {
        return fields.size() == 1 && fields.get(0).strip().equals("*");
    }

    private static Response value(Versioned versioned, EntityTag tag) {
        return described(200, versioned, tag)
                .with("Content-Disposition", "attachment")
                .with("Content-Security-Policy", "sandbox")
                .withBody("application/octet-stream", versioned.value().bytes);
    }

    private static Response described(int status, Versioned versioned, EntityTag tag) {
        return withVersion(Response.of(status), versioned.version(), tag)
                .with("Latchkey-Revision", Long.toString(versioned.revision()))
                .with("Cache-Control", "private, no-cache");
    }

    private static Response withVersion(Response response, Version version, EntityTag tag) {
        return response.with("ETag", tag.toString()).with("Latchkey-Version", version.toString());
    }

    private static Step put(Request request) {
        Key key = RequestedKeys.of(request);
        StoreId store = request.requireStore();
        Version expected = Precondition.ofPut(request).expected();
        Command.@Nullable Owner owner = owner(request);
        if (expected == null) {
            Value value = Value.owning(request.body());
            return refuseAlways(new Command.Put(key, value, Version.NONE, owner, null), key, store);
        }
        Command.Put put = new Command.Put(key, Value.owning(request.body()), expected, owner, null);
        return Step.ask(put, reply -> {
            if (reply instanceof Reply.Written written) {
                EntityTag tag = EntityTag.of(written.version(), store);
                return Step.respond(withVersion(Response.of(expected.isNone() ? 201 : 204), written.version(), tag));
            }
            return reply instanceof Reply.NoSession ? Step.refuse(noOwner()) : refusal(reply, store);
        });
    }

    private static Command.@Nullable Owner owner(Request request) {
        Optional<String> session = request.header(SESSION);
        try {
            return session.isEmpty()
                    ? null
                    : new Command.Owner(
                            SessionId.parse(session.get()), request.requester().user());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(SESSION + " must be the id of a session, 32 hex digits");
        }
    }

    private static Problem noOwner() {
        return Problem.notDone(ProblemType.OWNER_SESSION, "open another session, and write the key for it");
    }

    private static Step delete(Request request) {
        Key key = RequestedKeys.of(request);
        StoreId store = request.requireStore();
        Version expected = Precondition.ofDelete(request).expected();
        if (expected == null) {
            return refuseAlways(new Command.Delete(key, Version.of(1)), key, store);
        }
        return Step.ask(
                new Command.Delete(key, expected),
                reply -> reply instanceof Reply.Written written
                        ? Step.respond(Response.of(204)
                                .with("Latchkey-Version", written.version().toString()))
                        : refusal(reply, store));
    }

    /** The request names a tag that no version of the key has, so it is refused whatever the version is. */
    private static Step refuseAlways(Command write, Key key, StoreId store) {
        return Step.askInsteadOf(
                write,
                new Command.Get(key),
                reply -> reply instanceof Reply.Found found
                        ? conflict(found.versioned().version(), store)
                        : absent());
    }

    private static Step refusal(Reply reply, StoreId store) {
        if (reply instanceof Reply.Conflict conflict) {
            return conflict(conflict.current(), store);
        }
        return reply instanceof Reply.NoKey ? absent() : StoreRefusals.refusal(reply);
    }

    private static Step conflict(Version current, StoreId store) {
        EntityTag tag = EntityTag.of(current, store);
        return Step.refuse(Problem.notDone(ProblemType.VERSION, "the key has the version " + current)
                .with("current", current.toString())
                .withHeader("ETag", tag.toString())
                .withHeader("Latchkey-Version", current.toString()));
    }

    private static Step absent() {
        return Step.refuse(Problem.notDone(ProblemType.VERSION, "the key does not exist"));
    }
}
