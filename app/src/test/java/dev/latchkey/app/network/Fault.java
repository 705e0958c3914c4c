package dev.latchkey.app.network;

/** What happens to one request and its reply. */
sealed interface Fault {

    /** Nothing bad. */
    record None() implements Fault {}

    /** Only the first bytes of the request reach the server; then the connection is cut. */
    record CutRequest(int bytes, boolean reset) implements Fault {}

    /** The server executes the request, and the client gets only the first bytes of the reply; then the connection is cut. */
    record CutReply(int bytes, boolean reset) implements Fault {}

    /** The connection is cut before the request reaches the server; a copy reaches it later through another connection. */
    record ExecuteLate(int requestsLater) implements Fault {}

    /** The request is executed, and nothing comes back, nor anything after it: the connection stays open and is dead. */
    record SwallowReply() implements Fault {}

    /** The request and all behind it go nowhere: the connection stays open and is dead. */
    record SwallowRequest() implements Fault {}

    Fault NONE = new None();
}
