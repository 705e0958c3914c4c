package dev.latchkey.server.budget;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A limit on the memory that connections together use for one purpose. When it is exceeded, the connections with the largest shares
 * are shed, as many as must be and no more; of equal ones the newest. Thread-safe.
 */
public final class ByteBudget {

    /**
     * If the shares exceed the limit by more than one part in this many, although some were shed, the connection that adds to them is shed too: the
     * threads of the others are busy.
     */
    private static final int EXCESS_SHARE = 4;

    private final long bytesMax;

    /** The shares that are not empty, and were not shed, in the order in which they began. Guarded by this. */
    private final Set<BudgetShare> holders = new LinkedHashSet<>();

    /** The memory of all shares, and of those that were shed and are not released yet. Guarded by this. */
    private long bytes;

    private long shedBytes;

    public ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Changes {@code share}, and sheds others if necessary; returns false if this share itself must be released by the caller. */
    boolean resize(BudgetShare share, long bytesNow) {
        List<BudgetShare> shed = new ArrayList<>();
        boolean keeps;
        synchronized (this) {
            boolean grows = add(share, bytesNow);
            keeps = !grows || share.isShed() || fit(share, shed);
        }
        shed.forEach(BudgetShare::giveUp);
        return keeps;
    }

    /** Removes {@code share}, which is empty from now on. */
    synchronized void remove(BudgetShare share) {
        add(share, 0);
        share.setShed(false);
    }

    /**
     * Checks again, on the thread of a share that was shed, whether it must be released; otherwise it is not shed any more. Why: what it
     * held may have been used up in the meantime.
     */
    synchronized boolean mustRelease(BudgetShare share) {
        if (share.isShed() && bytes - shedBytes + share.bytes() <= bytesMax) {
            shedBytes -= share.bytes();
            share.setShed(false);
            add(share, share.bytes());
        }
        return share.isShed();
    }

    private boolean add(BudgetShare share, long bytesNow) {
        long more = bytesNow - share.bytes();
        share.setBytes(bytesNow);
        bytes += more;
        if (share.isShed()) {
            shedBytes += more;
        } else if (bytesNow == 0) {
            holders.remove(share);
        } else {
            holders.add(share);
        }
        return more > 0;
    }

    /** Makes the shares fit; returns false if {@code growing} is among those that are shed. */
    private boolean fit(BudgetShare growing, List<BudgetShare> others) {
        boolean keeps = true;
        while (bytes - shedBytes > bytesMax) {
            BudgetShare largest = largest(growing);
            shed(largest);
            if (largest == growing) {
                keeps = false;
            } else {
                others.add(largest);
            }
        }
        if (keeps && bytes > bytesMax + bytesMax / EXCESS_SHARE) {
            shed(growing);
            keeps = false;
        }
        return keeps;
    }

    private BudgetShare largest(BudgetShare atLeast) {
        BudgetShare largest = atLeast;
        for (BudgetShare share : holders) {
            if (share.bytes() > largest.bytes() || (share.bytes() == largest.bytes() && largest != atLeast)) {
                largest = share;
            }
        }
        return largest;
    }

    private void shed(BudgetShare share) {
        holders.remove(share);
        share.setShed(true);
        shedBytes += share.bytes();
    }

    /** The memory that all connections use now. */
    public synchronized long bytes() {
        return bytes;
    }
}
