package dev.latchkey.server.net;

/** What one connection uses of a {@link ByteBudget}. Used on the connection's thread only. */
final class BudgetShare {

    private final ByteBudget budget;
    private long bytes;

    BudgetShare(ByteBudget budget) {
        this.budget = budget;
    }

    /** Sets the memory that the connection uses; returns false if it uses more than before and all together exceed the limit. */
    boolean set(long bytesNow) {
        long difference = bytesNow - bytes;
        bytes = bytesNow;
        return difference == 0 || budget.change(difference);
    }

    /** Returns everything to the budget. */
    void release() {
        budget.change(-bytes);
        bytes = 0;
    }
}
