package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;

/**
 * Answers the requests of one verb. Shared by all connections; the state of one connection is in its {@link ConnectionContext}.
 */
interface Handler {

    /** Answers a request with an acceptable number of arguments, the first of which is the command's name. */
    RespValue answer(byte[][] arguments, ConnectionContext context);

    /**
     * Answers a request that the decoder found to be wrong.
     *
     * @param message what is wrong, beginning with a code
     */
    default RespValue answerWrong(String message, ConnectionContext context) {
        return new RespValue.ErrorLine(message);
    }
}
