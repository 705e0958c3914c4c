package dev.latchkey.check;

import java.util.List;

/** A checking algorithm: decides whether a history is linearizable. Thread-safe. */
public interface Judge<I, O> {

    /** The result of {@link #judge}. {@link #UNKNOWN} means that the budget is exhausted; {@link Budget#reason} says why. */
    enum Answer {
        LEGAL,
        ILLEGAL,
        UNKNOWN
    }

    /**
     * Returns whether {@code history} is linearizable; its operations may be in any order. Blocks until done or out of budget.
     */
    Answer judge(List<Operation<I, O>> history, Budget budget);

    /** Returns the longest order found, which is complete if the history is linearizable. Blocks like {@link #judge}. */
    Order<I, O> order(List<Operation<I, O>> history, Budget budget);

    /**
     * Returns a few operations of a history that contradict each other even if all others may take effect at any time, or never.
     * Empty if the algorithm finds no such operations faster than by trying.
     */
    default List<Operation<I, O>> conflict(List<Operation<I, O>> history, Budget budget) {
        return List.of();
    }

    /** Returns whether the algorithm checks this history by a search, whose running time can be exponential. */
    default boolean needsSearch(List<Operation<I, O>> history, Budget budget) {
        return false;
    }

    /**
     * Returns the search of Wing and Gong with the memoization of Lowe ("Testing for linearizability", 2017): the same state
     * after the same set of operations is never explored twice. Its running time can be exponential in the number of concurrent
     * operations.
     */
    static <S, I, O> Judge<I, O> search(Model<S, I, O> model) {
        return new Search<>(model);
    }

    /** Returns an algorithm that tries every order, for at most 10 operations. An oracle for tests; ignores the budget. */
    static <S, I, O> Judge<I, O> bruteForce(Model<S, I, O> model) {
        return new BruteForce<>(model);
    }
}
