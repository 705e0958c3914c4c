package dev.latchkey.server.follow;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;

/**
 * A reader of the events of one prefix: a position in the event history, and whether there may be events after it. Used on one thread
 * only.
 */
public final class Subscription {

    private final FollowRouter router;
    private final Runnable wake;

    /** The read of the next page. If nothing is unread, the router knows a later position. */
    private HistoryRead.Changes next;

    private boolean unread = true;
    private boolean closed;

    Subscription(FollowRouter router, HistoryRead.Changes from, Runnable wake) {
        this.router = router;
        this.next = from;
        this.wake = wake;
    }

    /** Whether there may be events that were not read. */
    public boolean isBehind() {
        return unread;
    }

    /** The read of the next page. */
    public HistoryRead.Changes nextRead() {
        return unread ? next : next.skippingTo(Math.max(next.after(), router.position()));
    }

    /** The page that {@link #nextRead} requested was read. */
    public void advance(Reply.Changed page) {
        next = next.after(page);
        unread = page.more();
    }

    /** There is an event of the prefix at {@code revision}, and none between the position of the router and it. */
    boolean markUnread(long revision) {
        if (unread || revision <= next.after()) {
            return false;
        }
        next = next.skippingTo(Math.max(next.after(), revision - 1));
        unread = true;
        return true;
    }

    /** Events after {@code revision} have been evicted before they were routed, so the reader must look itself. */
    boolean markEvicted(long revision) {
        return !unread && markUnread(Math.max(next.after(), revision) + 1);
    }

    /** Tells the reader that there are events; not if it was closed in the meantime. */
    void wake() {
        if (!closed) {
            wake.run();
        }
    }

    /** Ends the subscription. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            router.remove(next.prefix(), this);
        }
    }
}
