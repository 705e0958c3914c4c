package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;

/** Answers the requests of one verb. Shared by all connections; what belongs to one of them is in its {@link Caller}. */
interface Handler {

    /** Answers a request with an acceptable number of arguments, the first of which is the command's name. */
    RespValue answer(byte[][] arguments, Caller caller);

    /**
     * Answers a request that the decoder found to be wrong.
     *
     * @param message what is wrong, beginning with a code
     */
    default RespValue answerWrong(String message, Caller caller) {
        return new RespValue.ErrorLine(message);
    }
}
