package dev.latchkey.wire.text;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import org.jspecify.annotations.Nullable;

/** The error lines of writes that the store refuses: a code, then a sentence. */
public final class RefusalText {

    private RefusalText() {}

    public static String conflict(Reply.Conflict reply) {
        return ErrorCode.ERRVERSION + " " + reply.current() + " is the current version";
    }

    public static String noKey() {
        return ErrorCode.ERRNOKEY + " there is no such key";
    }

    public static String guardFailed(Reply.GuardFailed reply) {
        return ErrorCode.ERRGUARD + " " + reply.current() + " is the current version of the guard's key";
    }

    /** Returns the error line of a transaction of which an operation was refused. */
    public static String transactionRefused(Reply.TransactionRefused reply) {
        return ErrorCode.EXECABORT + " " + reply.operation() + " " + ofOperation(reply.reason());
    }

    private static String ofOperation(Reply reason) {
        if (reason instanceof Reply.Conflict conflict) {
            return conflict(conflict);
        }
        if (reason instanceof Reply.NoKey) {
            return noKey();
        }
        if (reason instanceof Reply.GuardFailed failed) {
            return guardFailed(failed);
        }
        if (reason instanceof Reply.NoSession) {
            return SessionText.NO_SESSION;
        }
        if (reason instanceof Reply.Refused refused) {
            return of(refused.reason());
        }
        throw new IllegalArgumentException("not the refusal of an operation: " + reason);
    }

    /** Returns the refusal whose error line this is; null if it is not one. */
    public static Reply.@Nullable Refusal refusalOf(String line) {
        for (Reply.Refusal refusal : Reply.Refusal.values()) {
            if (of(refusal).equals(line)) {
                return refusal;
            }
        }
        return null;
    }

    public static String of(Reply.Refusal refusal) {
        return switch (refusal) {
            case VERSIONS_USED_UP -> ErrorCode.ERR + " this key has used up its versions and cannot be written again";
            case REPLY_TOO_LARGE ->
                ErrorCode.ERR + " the results of the transaction exceed " + Command.Transaction.BYTES_MAX + " bytes";
            case SESSIONS_FULL ->
                ErrorCode.ERRFULL
                        + " the maximum number of sessions is open: close sessions, or wait until some expire";
            case OWNED_KEYS_FULL -> ErrorCode.ERRFULL + " the session owns the maximum number of keys: delete some";
            case RECORDS_FULL ->
                ErrorCode.ERRFULL + " the session has too many recorded replies: acknowledge some with a larger acked";
            case MEMORY_FULL ->
                ErrorCode.ERRFULL + " memory limit reached: delete keys, or give the server more memory";
            case DISK_FULL ->
                ErrorCode.ERRFULL + " the server's disk is full: this write was not executed; reads still work";
            case NO_LEADER ->
                ErrorCode.CLUSTERDOWN + " the cluster has no leader: the command was not executed; try again later";
            case QUEUE_FULL -> ErrorCode.ERRFULL + " write queue full: this write was not executed; try again later";
        };
    }
}
