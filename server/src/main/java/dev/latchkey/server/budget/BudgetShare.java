package dev.latchkey.server.budget;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What one connection uses of a {@link ByteBudget}. Used on the connection's thread, except for what the budget itself calls. */
public final class BudgetShare {

    private final Executor home;
    private final Runnable whenShed;

    /** The budget that the share belongs to; null while it is empty. */
    private @Nullable ByteBudget budget;

    /** Guarded by the budget, and changed on the connection's thread only. */
    private long bytes;

    /** Whether the budget has chosen this share to be released. Guarded by the budget. */
    private boolean shed;

    /**
     * @param home runs tasks on the connection's thread
     * @param whenShed runs there if the budget is exceeded and this share is among the largest; releases the share
     */
    public BudgetShare(Executor home, Runnable whenShed) {
        this.home = home;
        this.whenShed = whenShed;
    }

    /**
     * Sets the memory that the connection uses, and the budget that it counts against. Returns false if the budget is exceeded and
     * the caller must release this share.
     */
    public boolean set(ByteBudget of, long bytesNow) {
        if (bytesNow == bytes && (of == budget || bytesNow == 0)) {
            return true;
        }
        if (of != budget) {
            release();
            budget = of;
        }
        return of.resize(this, bytesNow);
    }

    /** Returns everything to the budget. */
    public void release() {
        if (budget != null) {
            budget.remove(this);
            budget = null;
        }
    }

    /** The budget has chosen this share on the thread of another connection. */
    void giveUp() {
        home.execute(() -> {
            if (budget != null && budget.mustRelease(this)) {
                whenShed.run();
            }
        });
    }

    long bytes() {
        return bytes;
    }

    void setBytes(long bytesNow) {
        bytes = bytesNow;
    }

    boolean isShed() {
        return shed;
    }

    void setShed(boolean isShed) {
        shed = isShed;
    }
}
