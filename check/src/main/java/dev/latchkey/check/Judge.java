package dev.latchkey.check;

import java.util.List;

/** A way to find out whether a history can be put in order. Used by several threads at once. */
public interface Judge<I, O> {

    /** What {@link #judge} found. {@link #UNKNOWN} only when the budget is spent; the budget then has the reason. */
    enum Answer {
        LEGAL,
        ILLEGAL,
        UNKNOWN
    }

    /** Whether {@code history}, in any order of operations, is linearizable. Blocks, at most until {@code budget} is spent. */
    Answer judge(List<Operation<I, O>> history, Budget budget);

    /** The longest order that was found: complete if the history is linearizable. Blocks as {@link #judge}. */
    Order<I, O> order(List<Operation<I, O>> history, Budget budget);

    /**
     * The search of Wing and Gong with the improvements of Lowe ("Testing for linearizability", 2017): never the same state after
     * the same set of operations twice. Its time may grow exponentially with the operations under way at once.
     */
    static <S, I, O> Judge<I, O> search(Model<S, I, O> model) {
        return new Search<>(model);
    }

    /** The oracle of the other engines, for at most 10 operations: tries every order. Needs no budget. */
    static <S, I, O> Judge<I, O> bruteForce(Model<S, I, O> model) {
        return new BruteForce<>(model);
    }
}
