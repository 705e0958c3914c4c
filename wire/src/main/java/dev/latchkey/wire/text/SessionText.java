package dev.latchkey.wire.text;

import dev.latchkey.core.Reply;
import org.jspecify.annotations.Nullable;

/** The error lines that concern sessions: a code, then a sentence. */
public final class SessionText {

    public static final String NO_SESSION =
            ErrorCode.ERRSESSION + " there is no such session: it has ended, or belongs to another user";

    /** The reply to CANCEL, a simple string. */
    public static final String CANCELLED = "CANCELLED";

    /** The reply to a command that arrives after it was cancelled. */
    public static final String CANCELLED_BEFORE =
            ErrorCode.ERRCANCELLED + " this seq was cancelled: the command was not executed and never will be";

    private SessionText() {}

    public static String of(Reply.SeqReason reason) {
        return switch (reason) {
            case ACKED_BY_ITSELF -> ErrorCode.ERRSEQ + " acked must be less than seq: this command was not executed";
            case ACKED_BEFORE ->
                ErrorCode.ERRSEQ + " this seq was acknowledged before, and its reply is no longer recorded";
            case BEYOND_WINDOW ->
                ErrorCode.ERRSEQ + " seq is more than 1024 above acked: acknowledge earlier replies first";
            case OTHER_COMMAND -> ErrorCode.ERRSEQ + " another command was sent with this seq";
        };
    }

    /** The reason of an error line that {@link #of} returned; null for any other line. */
    public static Reply.@Nullable SeqReason reasonOf(String line) {
        for (Reply.SeqReason reason : Reply.SeqReason.values()) {
            if (of(reason).equals(line)) {
                return reason;
            }
        }
        return null;
    }
}
