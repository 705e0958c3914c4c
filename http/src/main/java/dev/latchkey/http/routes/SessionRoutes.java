package dev.latchkey.http.routes;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.http.message.JsonBody;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.RouteHandler;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import dev.latchkey.server.door.DoorServices;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Opens, renews and closes sessions. The keys that a session owns are deleted when it ends. */
final class SessionRoutes {

    private static final String PATH = "/v1/sessions";
    private static final String ONE = PATH + "/{session}";
    private static final String TTL = "ttlMillis";
    private static final String NO_SESSION = "404 The session does not exist, or it has ended";

    private final DoorServices services;

    SessionRoutes(DoorServices services) {
        this.services = services;
    }

    List<Route> all() {
        return List.of(
                Route.get(PATH, "Count the sessions", List.of(), List.of("200 The counts"), this::count)
                        .forAdmin(),
                write(
                        HttpMethod.POST,
                        PATH,
                        "Open a session, with the time to live in the field ttlMillis",
                        BodyKind.JSON,
                        List.of("201 The id of the session", "429 The store has as many sessions as it can have"),
                        this::open),
                write(
                        HttpMethod.POST,
                        ONE + "/keep",
                        "Renew a session, and set its time to live if the body has ttlMillis",
                        BodyKind.JSON,
                        List.of("200 The time to live", NO_SESSION),
                        SessionRoutes::keep),
                write(
                        HttpMethod.DELETE,
                        ONE,
                        "Close a session, and delete the keys that it owns",
                        BodyKind.NONE,
                        List.of("204 The session has ended", NO_SESSION),
                        SessionRoutes::close));
    }

    private static Route write(
            HttpMethod method, String path, String summary, BodyKind body, List<String> replies, RouteHandler handler) {
        return new Route(method, path, RouteAccess.LOGGED_IN, summary, List.of(), body, replies, handler);
    }

    /** Why no ids: the id of a session is enough to use it. */
    private Step count(Request request) {
        request.requireStore();
        SessionFigures figures = services.engine().sessions();
        return Step.respond(Response.json(200, json -> {
            json.writeNumberField("sessions", figures.sessions());
            json.writeNumberField("ownedKeys", figures.ownedKeys());
            json.writeNumberField("opened", figures.opened());
            json.writeNumberField("expired", figures.expired());
            json.writeNumberField("closed", figures.closed());
        }));
    }

    private Step open(Request request) {
        StoreId store = request.requireStore();
        OptionalInt ttl = ttl(request);
        if (ttl.isEmpty()) {
            throw ProblemException.invalid(TTL + " is missing: the time to live of the session in milliseconds");
        }
        SessionId session = request.requester().newSession();
        return Step.ask(
                new Command.OpenSession(
                        session, ttl.getAsInt(), request.requester().user()),
                reply -> reply instanceof Reply.Opened opened
                        ? Step.respond(opened(opened.session(), ttl.getAsInt(), store))
                        : StoreRefusals.refusal(reply));
    }

    private static Response opened(SessionId session, int ttl, StoreId store) {
        return Response.json(201, json -> {
                    json.writeStringField("session", session.toString());
                    json.writeStringField("store", store.toString());
                    json.writeNumberField(TTL, ttl);
                })
                .with("Location", PATH + "/" + session);
    }

    private static Step keep(Request request) {
        request.requireStore();
        SessionId session = session(request);
        OptionalInt ttl = ttl(request);
        Command command = ttl.isEmpty()
                ? new Command.RenewSession(session, request.requester().user())
                : new Command.KeepSession(
                        session, ttl.getAsInt(), request.requester().user());
        return Step.ask(
                command,
                reply -> reply instanceof Reply.Kept kept
                        ? Step.respond(Response.json(200, json -> json.writeNumberField(TTL, kept.ttlMillis())))
                        : StoreRefusals.refusal(reply));
    }

    private static Step close(Request request) {
        request.requireStore();
        return Step.ask(
                new Command.CloseSession(session(request), request.requester().user()),
                reply -> reply instanceof Reply.Closed ? Step.respond(Response.of(204)) : StoreRefusals.refusal(reply));
    }

    private static SessionId session(Request request) {
        try {
            return SessionId.parse(new String(request.variable(), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("the id of a session has 32 hex digits");
        }
    }

    private static OptionalInt ttl(Request request) {
        OptionalInt ttl = JsonBody.parse(request.body(), Set.of(TTL)).integer(TTL);
        if (ttl.isPresent() && (ttl.getAsInt() < 1 || ttl.getAsInt() > Command.OpenSession.TTL_MILLIS_MAX)) {
            throw ProblemException.invalid(TTL + " must be 1 to " + Command.OpenSession.TTL_MILLIS_MAX);
        }
        return ttl;
    }
}
