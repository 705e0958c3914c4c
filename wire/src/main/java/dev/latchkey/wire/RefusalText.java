package dev.latchkey.wire;

import dev.latchkey.core.Reply;

/** The error lines of writes that the store refuses whatever their version: a code, then a sentence. */
public final class RefusalText {

    private RefusalText() {}

    public static String of(Reply.Refusal refusal) {
        return switch (refusal) {
            case VERSIONS_USED_UP -> ErrorCode.ERR + " this key has used up its versions and cannot be written again";
            case MEMORY_FULL ->
                ErrorCode.ERRFULL + " memory limit reached: delete keys, or give the server more memory";
            case DISK_FULL ->
                ErrorCode.ERRFULL + " the server's disk is full: this write was not executed; reads still work";
            case QUEUE_FULL -> ErrorCode.ERRFULL + " write queue full: this write was not executed; try again later";
        };
    }
}
