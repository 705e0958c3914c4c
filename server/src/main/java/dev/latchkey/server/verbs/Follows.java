package dev.latchkey.server.verbs;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The follows of one connection. A follow is a position in the event history and not a queue: the engine only notifies the connection
 * that there are more events, and the connection reads and sends them while its client keeps up. A slow client costs no memory and holds
 * up no writer; the history bounds how far it can lag. Used on the connection's thread only.
 */
public final class Follows {

    /** What a page of pushes holds, at most, besides the rest of its last step. */
    private static final int PAGE_EVENTS_MAX = 1_000;

    private static final int PAGE_BYTES_MAX = 1 << 16;

    private static final RespValue FOLLOWED_ALREADY =
            Replies.error(ErrorCode.ERR, "this connection follows the prefix already: UNFOLLOW it first");

    private static final RespValue TOO_MANY = Replies.error(
            ErrorCode.ERR,
            "this connection has " + HistoryRead.Follow.FOLLOWS_MAX
                    + " follows, the maximum: UNFOLLOW a prefix first, or use another connection");

    /** Is told how many follows a connection has gained, and whether it has become a follower (1), is none any more (-1), or neither. */
    public interface Counter {
        void changed(int follows, int followers);
    }

    /** Events of one follow that are to be pushed, in whole steps. */
    public record Page(Prefix prefix, List<KeyEvent> events) {}

    private final Engine engine;
    private final Follower follower;
    private final Counter counter;

    /** The next page of each follow. */
    private final Map<Prefix, HistoryRead.Changes> follows = new HashMap<>();

    /** The follows of which more events may exist, in the order in which they are read. */
    private final Deque<Prefix> behind = new ArrayDeque<>();

    private boolean waiting;
    private boolean registered;
    private @Nullable String failure;

    /** @param follower is notified while there are follows, or a request waits for an event */
    public Follows(Engine engine, Follower follower, Counter counter) {
        this.engine = engine;
        this.follower = follower;
        this.counter = counter;
    }

    /** Returns the error that a follow of {@code prefix} gets; null if it may start. */
    public @Nullable RespValue refusal(Prefix prefix) {
        if (follows.containsKey(prefix)) {
            return FOLLOWED_ALREADY;
        }
        return follows.size() == HistoryRead.Follow.FOLLOWS_MAX ? TOO_MANY : null;
    }

    /** Starts a follow after {@code revision}; its first page can be read from now on. */
    public void start(Prefix prefix, long revision) {
        int before = follows.size();
        follows.put(prefix, new HistoryRead.Changes(prefix, revision, revision, PAGE_EVENTS_MAX, PAGE_BYTES_MAX, 0));
        behind.addLast(prefix);
        count(before);
    }

    /** Ends the follow of {@code prefix}, or all of them if it is null; returns how many were ended. */
    public int end(@Nullable Prefix prefix) {
        int before = follows.size();
        if (prefix == null) {
            follows.clear();
            behind.clear();
        } else {
            follows.remove(prefix);
            behind.remove(prefix);
        }
        count(before);
        return before - follows.size();
    }

    private void count(int before) {
        int after = follows.size();
        if (before != after) {
            counter.changed(after - before, Integer.signum(after) - Integer.signum(before));
            register();
        }
    }

    /** A request begins to wait for an event, or ends that. */
    public void setWaiting(boolean waits) {
        waiting = waits;
        register();
    }

    /** Why before the first page is read: what is applied after that page is read causes a notification. */
    private void register() {
        boolean wanted = waiting || !follows.isEmpty();
        if (wanted && !registered) {
            engine.follow(follower);
        } else if (!wanted && registered) {
            engine.unfollow(follower);
        }
        registered = wanted;
    }

    /** The engine has applied commands. */
    public void advanced() {
        behind.clear();
        behind.addAll(follows.keySet());
    }

    /** Whether {@link #next} may have events. */
    public boolean isBehind() {
        return !behind.isEmpty();
    }

    /** Reads the next page of a follow; null if it has no events at present, or if there is a {@link #failure}. */
    public @Nullable Page next() {
        Prefix prefix = behind.removeFirst();
        HistoryRead.Changes from = follows.get(prefix);
        Reply reply = from == null ? null : engine.nextEvents(from);
        if (from == null || reply == null) {
            return null;
        }
        if (!(reply instanceof Reply.Changed page)) {
            failure = "reads its pushes too slowly: events after revision " + from.after() + " have been evicted";
            return null;
        }
        follows.put(prefix, from.after(page));
        if (page.more()) {
            behind.addLast(prefix);
        }
        return page.events().isEmpty() ? null : new Page(prefix, page.events());
    }

    /** Looks whether events have been evicted that a follow has not read, for a connection that cannot read them at present. */
    public void checkEvicted() {
        if (isBehind()) {
            long oldest = engine.history().oldestRevision();
            for (HistoryRead.Changes from : new ArrayList<>(follows.values())) {
                if (from.after() < oldest) {
                    failure = "does not read its pushes: events after revision " + from.after() + " have been evicted";
                }
            }
        }
    }

    /** Why the connection must be closed, as a predicate for the log whose subject is the client; null if it need not. */
    public @Nullable String failure() {
        return failure;
    }

    /** Ends everything. Idempotent. */
    void release() {
        waiting = false;
        end(null);
        register();
    }
}
