package dev.latchkey.cluster.apply;

import dev.latchkey.cluster.bytes.ClusterEntry;

/**
 * Decides which entries of the replicated log count: each at most once, and only in the term of its proposer. Part of the state: all
 * nodes decide alike. For the apply thread.
 */
final class EntryOrder {

    private long term;
    private long number;

    /**
     * The order after an entry that counted.
     *
     * @param term its term; 0 if there is none
     * @param number its number in that term; 0 if there is none
     */
    EntryOrder(long term, long number) {
        this.term = term;
        this.number = number;
    }

    long term() {
        return term;
    }

    long number() {
        return number;
    }

    /**
     * The next entry of the log; returns whether it counts.
     *
     * @param logTerm its term in the log
     */
    boolean take(ClusterEntry entry, long logTerm) {
        boolean counts =
                entry.term() == logTerm && (entry.term() > term || (entry.term() == term && entry.number() > number));
        if (counts) {
            term = entry.term();
            number = entry.number();
        }
        return counts;
    }
}
