package dev.latchkey.wire;

import dev.latchkey.core.Reply;

/** A server's answer to a command for the store. */
public sealed interface Answer {

    /** The reply of the store. */
    record OfStore(Reply reply) implements Answer {}

    /**
     * An error that did not come from the store: the client is not authenticated, the request was invalid, or the code is
     * unknown to this client. The command was not executed.
     */
    record OfServer(RespValue.ErrorLine error) implements Answer {}
}
