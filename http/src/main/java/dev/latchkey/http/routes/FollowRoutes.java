package dev.latchkey.http.routes;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Parameter;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Follows the writes of a prefix, as server-sent events. */
final class FollowRoutes {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final Engine engine;

    FollowRoutes(Engine engine) {
        this.engine = engine;
    }

    List<Route> all() {
        return List.of(Route.get(
                "/v1/follow",
                "Follow the writes of a prefix",
                List.of(
                        ListRoutes.PREFIX,
                        ListRoutes.PREFIX64,
                        Parameter.query(
                                "from",
                                "Deliver the writes after this revision, or after this event id; default: from now on"),
                        Parameter.header(LAST_EVENT_ID, "The id of the last event received, instead of from")),
                List.of(
                        "200 A stream of server-sent events",
                        "204 The id is that of a gap: read the keys, and follow again without it",
                        "409 The store has not reached the revision"),
                this::follow));
    }

    private Step follow(Request request) {
        StoreId store = request.requireStore();
        Prefix prefix = RequestedKeys.prefix(request.query());
        Optional<String> from =
                request.header(LAST_EVENT_ID).or(() -> request.query().text("from"));
        if (from.isEmpty()) {
            return start(prefix, OptionalLong.empty());
        }
        if (EventId.isGap(from.get())) {
            return Step.respond(Response.of(204));
        }
        EventId position = EventId.parse(from.get(), store);
        return position.store().equals(store)
                ? start(prefix, OptionalLong.of(position.revision()))
                : Step.askInTurn(
                        new HistoryRead.Follow(prefix, OptionalLong.empty()),
                        reply -> gap(engine.history().oldestRevision()));
    }

    private static Step start(Prefix prefix, OptionalLong from) {
        return Step.askInTurn(new HistoryRead.Follow(prefix, from), reply -> {
            if (reply instanceof Reply.Following following) {
                return new Step.Stream(prefix, following.revision());
            }
            if (reply instanceof Reply.Compacted compacted) {
                return gap(compacted.oldest());
            }
            if (reply instanceof Reply.NotReached notReached) {
                return Step.refuse(Problem.notDone(
                        ProblemType.NOT_REACHED, "the store has not reached revision " + notReached.revision()));
            }
            return StoreRefusals.refusal(reply);
        });
    }

    private static Step gap(long oldest) {
        return Step.respond(
                EventStreamText.response().withBody(EventStreamText.MEDIA_TYPE, EventStreamText.gap(oldest)));
    }

    /** Returns an exception for a position that is not one. */
    static ProblemException notAPosition() {
        return ProblemException.invalid(
                "from and Last-Event-ID must be a revision, or the id of an event, which is a store id, a colon and a"
                        + " revision");
    }
}
