package dev.latchkey.server.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.server.access.TransactionQueue;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handles MULTI, DISCARD and UNWATCH, and EXEC if there is nothing to execute. From MULTI on, requests are queued; after one that cannot be
 * queued, EXEC executes nothing, so that a client that pipelines in a transaction cannot half succeed.
 */
final class TransactionVerbs {

    private static final RespValue QUEUED = new RespValue.Simple("QUEUED");
    private static final RespValue NESTED = Replies.error(ErrorCode.ERR, "MULTI calls can not be nested");
    private static final RespValue DISCARDED =
            Replies.error(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");

    private TransactionVerbs() {}

    static Map<Verb, Handler> handlers() {
        return Map.of(
                Verb.MULTI,
                new Multi(),
                Verb.EXEC,
                (arguments, context) -> execute(context.client().transaction()),
                Verb.DISCARD,
                (arguments, context) ->
                        end(Verb.DISCARD, RespValue.OK, context.client().transaction()),
                Verb.UNWATCH,
                (arguments, context) -> {
                    context.client().transaction().unwatch();
                    return RespValue.OK;
                });
    }

    /** The reply to an EXEC that executes nothing. */
    private static RespValue execute(TransactionQueue transaction) {
        return end(Verb.EXEC, transaction.hasFailed() ? DISCARDED : RespValue.EMPTY, transaction);
    }

    private static RespValue end(Verb verb, RespValue reply, TransactionQueue transaction) {
        if (!transaction.isOpen()) {
            return Replies.error(ErrorCode.ERR, verb + " without MULTI");
        }
        transaction.end();
        return reply;
    }

    /**
     * Queues an operation, and returns the reply.
     *
     * @param refusal the error for a client that may not run it; null if it may
     */
    static RespValue queue(Command.Operation operation, @Nullable RespValue refusal, TransactionQueue transaction) {
        RespValue error = refusal == null ? error(transaction.add(operation)) : refusal;
        if (error == null) {
            return QUEUED;
        }
        transaction.fail();
        return error;
    }

    static @Nullable RespValue refusalOfWatch(Command.Transaction watch, TransactionQueue transaction) {
        return error(transaction.refusalOfWatch(watch));
    }

    private static @Nullable RespValue error(@Nullable String sentence) {
        return sentence == null ? null : Replies.error(ErrorCode.ERR, sentence);
    }

    private static final class Multi implements Handler {

        @Override
        public RespValue answer(byte[][] arguments, ConnectionContext context) {
            return begin(RespValue.OK, context.client().transaction());
        }

        /** Why it begins a transaction too: the client sent the requests that follow to be part of it. */
        @Override
        public RespValue answerWrong(String message, ConnectionContext context) {
            TransactionQueue transaction = context.client().transaction();
            RespValue reply = begin(new RespValue.ErrorLine(message), transaction);
            transaction.fail();
            return reply;
        }

        private static RespValue begin(RespValue reply, TransactionQueue transaction) {
            if (transaction.isOpen()) {
                transaction.fail();
                return NESTED;
            }
            transaction.begin();
            return reply;
        }
    }
}
