package dev.latchkey.http.transaction;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.route.StoreRefusals;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** Executes operations on several keys as one step: all of them, or none. */
public final class TransactionRoutes {

    private TransactionRoutes() {}

    /** Returns the routes. */
    public static List<Route> all() {
        return List.of(new Route(
                HttpMethod.POST,
                "/v1/txn",
                RouteAccess.LOGGED_IN,
                "Execute operations on several keys as one transaction",
                List.of(),
                BodyKind.TRANSACTION,
                List.of(
                        "200 All operations took effect; their results",
                        "409 The session of a put does not exist, or a version is the maximum; not done",
                        "412 A key has another version, or does not exist; not done",
                        "413 The body is too large; not done",
                        "429 The results are too large, or a limit is reached; not done",
                        "507 The memory limit is reached, or the disk is full; not done"),
                TransactionRoutes::execute));
    }

    private static Step execute(Request request) {
        StoreId store = request.requireStore();
        Command.Transaction transaction =
                OperationsBody.parse(request.body(), request.requester().user());
        return Step.ask(transaction, reply -> {
            if (reply instanceof Reply.Transacted done) {
                return Step.respond(Response.json(200, json -> ResultsText.write(json, store, done.results())));
            }
            return reply instanceof Reply.TransactionRefused refused
                    ? Step.refuse(problem(refused.reason()).ofOperation(refused.operation()))
                    : StoreRefusals.refusal(reply);
        });
    }

    /** The problem of an operation that was refused. */
    private static Problem problem(Reply reason) {
        if (reason instanceof Reply.Conflict conflict) {
            String current = conflict.current().toString();
            return Problem.notDone(ProblemType.VERSION, "the key has the version " + current)
                    .with("current", current);
        }
        if (reason instanceof Reply.NoKey) {
            return Problem.notDone(ProblemType.VERSION, "the key does not exist");
        }
        if (reason instanceof Reply.NoSession) {
            return Problem.notDone(
                    ProblemType.OWNER_SESSION, "open another session, and repeat the transaction with its id");
        }
        if (reason instanceof Reply.Refused refused) {
            return StoreRefusals.of(refused.reason());
        }
        throw new IllegalStateException("unexpected refusal of an operation: " + reason.getClass());
    }
}
