package dev.latchkey.server.verbs;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;

/**
 * Handles MULTI, EXEC and DISCARD. Transactions do not exist: from MULTI on, the connection refuses every command until EXEC,
 * DISCARD or RESET, so that a client that pipelines in a transaction cannot half succeed.
 */
final class TransactionVerbs {

    private static final RespValue NO_TRANSACTIONS = Replies.error(ErrorCode.ERR, "transactions are not supported");
    private static final RespValue NESTED = Replies.error(ErrorCode.ERR, "MULTI calls can not be nested");
    private static final RespValue DISCARDED =
            Replies.error(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");

    private TransactionVerbs() {}

    static Map<Verb, Handler> handlers() {
        return Map.of(
                Verb.MULTI,
                new Multi(),
                Verb.EXEC,
                (arguments, context) -> end(Verb.EXEC, DISCARDED, context.client()),
                Verb.DISCARD,
                (arguments, context) -> end(Verb.DISCARD, RespValue.OK, context.client()));
    }

    private static RespValue end(Verb verb, RespValue reply, ClientState client) {
        if (!client.isInTransaction()) {
            return Replies.error(ErrorCode.ERR, verb + " without MULTI");
        }
        client.endTransaction();
        return reply;
    }

    private static final class Multi implements Handler {

        @Override
        public RespValue answer(byte[][] arguments, ConnectionContext context) {
            return begin(NO_TRANSACTIONS, context.client());
        }

        /** Why it begins a transaction too: the client sent the requests that follow to be part of it. */
        @Override
        public RespValue answerWrong(String message, ConnectionContext context) {
            return begin(new RespValue.ErrorLine(message), context.client());
        }

        private static RespValue begin(RespValue reply, ClientState client) {
            if (client.isInTransaction()) {
                return NESTED;
            }
            client.beginTransaction();
            return reply;
        }
    }
}
