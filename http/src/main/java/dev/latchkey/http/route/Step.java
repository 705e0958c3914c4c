package dev.latchkey.http.route;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.Response;
import java.util.function.Function;

/** A step by which a request is answered. The connection executes it; routes only describe it. */
public sealed interface Step {

    /** Sends a response, which completes the request. */
    record Respond(Response response) implements Step {}

    /**
     * Executes a command.
     *
     * @param inTurn whether it can take long, so that other connections are served first
     * @param then returns the next step, given the reply
     */
    record Ask(Command command, boolean inTurn, Function<Reply, Step> then) implements Step {}

    /** Sends the events of a prefix after a revision, until the client or the server closes the connection. */
    record Stream(Prefix prefix, long revision) implements Step {}

    /** Returns the step that sends a response. */
    static Step respond(Response response) {
        return new Respond(response);
    }

    /** Returns the step that sends a problem document. */
    static Step refuse(Problem problem) {
        return new Respond(problem.response());
    }

    /** Returns the step that executes a command in constant time. */
    static Step ask(Command command, Function<Reply, Step> then) {
        return new Ask(command, false, then);
    }

    /** Returns the step that executes a command that can take long. */
    static Step askInTurn(Command command, Function<Reply, Step> then) {
        return new Ask(command, true, then);
    }
}
