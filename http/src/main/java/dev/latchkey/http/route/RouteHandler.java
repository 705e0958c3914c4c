package dev.latchkey.http.route;

import dev.latchkey.http.message.Request;

/** Answers the requests of one route. Shared by all connections; it must neither block nor keep state. */
@FunctionalInterface
public interface RouteHandler {

    /**
     * Returns the first step by which a request is answered.
     *
     * @throws dev.latchkey.http.message.ProblemException if the request is refused
     */
    Step answer(Request request);
}
