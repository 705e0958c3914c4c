package dev.latchkey.wire;

import dev.latchkey.core.Reply;

/** What a server answered to a command for the store. */
public sealed interface Answer {

    /** What the store says. */
    record OfStore(Reply reply) implements Answer {}

    /** An error that is none of the store's: not logged in, wrong use, or a code that is not known here. It was not done. */
    record OfServer(RespValue.ErrorLine error) implements Answer {}
}
