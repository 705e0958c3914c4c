package dev.latchkey.http.route;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.Response;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** A step by which a request is answered. The connection executes it; routes only describe it. */
public sealed interface Step {

    /** Sends a response, which completes the request. */
    record Respond(Response response) implements Step {}

    /**
     * Executes a command.
     *
     * @param permittedAs the command that the user must be permitted to run: the same one, or a write in whose place it is executed
     * @param inTurn whether it can take long, so that other connections are served first
     * @param then returns the next step, given the reply
     */
    record Ask(Command command, Command permittedAs, boolean inTurn, Function<Reply, Step> then) implements Step {}

    /**
     * Calls {@code work} on a thread that serves no connections, and sends the response that it returns.
     *
     * @param thread rejects tasks if too many wait already
     */
    record Compute(Executor thread, Supplier<Response> work) implements Step {}

    /** Sends the response that {@code work} returns, given the login of the request. */
    record UseLogin(Function<BrowserLogin, Response> work) implements Step {}

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
        return new Ask(command, command, false, then);
    }

    /** Returns the step that executes a command in the place of a write, which the user must be permitted to run. */
    static Step askInsteadOf(Command write, Command command, Function<Reply, Step> then) {
        return new Ask(command, write, false, then);
    }

    /** Returns the step that executes a command that can take long. */
    static Step askInTurn(Command command, Function<Reply, Step> then) {
        return new Ask(command, command, true, then);
    }
}
