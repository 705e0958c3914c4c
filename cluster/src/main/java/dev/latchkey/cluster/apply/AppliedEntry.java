package dev.latchkey.cluster.apply;

import dev.latchkey.core.Reply;
import java.util.List;

/**
 * What became of an entry of the replicated log.
 *
 * @param index its index
 * @param logTerm its term in the log
 * @param number its number in that term if it counted; otherwise 0
 * @param sessionReplies the replies to its commands that concern the deadlines of sessions, in order
 */
public record AppliedEntry(long index, long logTerm, long number, List<Reply> sessionReplies) {
    public AppliedEntry {
        sessionReplies = List.copyOf(sessionReplies);
    }

    /** An entry that changed nothing. */
    static AppliedEntry without(long index, long logTerm) {
        return new AppliedEntry(index, logTerm, 0, List.of());
    }

    /** Whether the entry was executed. */
    public boolean isCounted() {
        return number > 0;
    }
}
