package dev.latchkey.wire.text;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;

/** The error lines of writes that the store refuses whatever their version: a code, then a sentence. */
public final class RefusalText {

    private RefusalText() {}

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
            case QUEUE_FULL -> ErrorCode.ERRFULL + " write queue full: this write was not executed; try again later";
        };
    }
}
