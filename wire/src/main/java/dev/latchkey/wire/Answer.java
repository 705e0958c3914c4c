package dev.latchkey.wire;

import dev.latchkey.core.Reply;

/** A server's answer to a command for the store. */
public sealed interface Answer {

    /** The reply of the store. */
    record OfStore(Reply reply) implements Answer {}

    /**
     * Any other error, with its code and sentence exactly as the server sent them: no capacity for the write, a client that is
     * not authenticated, an invalid request, or a code unknown to this client. The command was not executed.
     */
    record OfServer(RespValue.ErrorLine error) implements Answer {}
}
