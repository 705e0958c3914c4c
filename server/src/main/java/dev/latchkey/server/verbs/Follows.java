package dev.latchkey.server.verbs;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.PrefixSet;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.follow.Subscription;
import dev.latchkey.server.users.Account;
import dev.latchkey.wire.FollowEnd;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The follows of one connection. A follow is a position in the event history and not a queue: the connection is only notified that there
 * are more events, and reads and sends them while its client keeps up. A slow client costs no memory and holds up no writer; the history
 * bounds how far it can lag. Used on the connection's thread only.
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

    /** Why a follow does not start, or ends. */
    public enum Refusal {
        NOT_ALLOWED(
                ErrorCode.NOPERM,
                "the user of the connection may not read all that is followed any more; a new follow shows what the user"
                        + " may read"),
        TOO_MANY_OF_USER(
                ErrorCode.ERR, "the user has the maximum number of follows that it may have: UNFOLLOW some first"),
        TOO_MANY_IN_ALL(
                ErrorCode.ERR,
                "the follows of all connections use too much memory: use fewer, or give the server a larger heap");

        private final ErrorCode code;
        private final String sentence;

        Refusal(ErrorCode code, String sentence) {
            this.code = code;
            this.sentence = sentence;
        }

        /** The reason, as a sentence. */
        public String sentence() {
            return sentence;
        }

        /** The reason, as the text of an error: a code and the sentence. */
        public String error() {
            return code + " " + sentence;
        }
    }

    /** The memory that a follow takes, in addition to twice its prefix. */
    private static final int FOLLOW_BYTES = 600;

    /** Is told how many follows a connection has gained, and whether it has become a follower (1), is none any more (-1), or neither. */
    public interface Counter {
        void changed(int follows, int followers);
    }

    /** Events of one follow that are to be pushed, in whole steps. */
    public record Page(Prefix prefix, List<KeyEvent> events) {}

    /**
     * One follow.
     *
     * @param shown the keys whose events it shows
     * @param account the account of the client when it started, which it counts for
     */
    private record Followed(Subscription subscription, PrefixSet shown, Account account) {}

    private final ClientState client;
    private final Engine engine;
    private final FollowRouters routers;
    private final Executor home;
    private final Runnable wake;
    private final Counter counter;

    private final Map<Prefix, Followed> follows = new HashMap<>();

    /** The follows of which more events may exist, in the order in which they are read. */
    private final Deque<Prefix> behind = new ArrayDeque<>();

    /** What wakes the request that waits for an event; null if there is none. */
    private @Nullable Subscription awaited;

    private long bytes;
    private @Nullable String failure;

    /**
     * @param home the connection's thread, the same object for all its connections
     * @param wake is called on that thread when a follow has more events, or an event arrives for which a request waits
     */
    public Follows(
            ClientState client, Engine engine, FollowRouters routers, Executor home, Runnable wake, Counter counter) {
        this.client = client;
        this.engine = engine;
        this.routers = routers;
        this.home = home;
        this.wake = wake;
        this.counter = counter;
    }

    /** Returns the error that a follow of {@code prefix} gets; null if it may start. */
    public @Nullable RespValue refusal(Prefix prefix) {
        if (follows.containsKey(prefix)) {
            return FOLLOWED_ALREADY;
        }
        return follows.size() == HistoryRead.Follow.FOLLOWS_MAX ? TOO_MANY : null;
    }

    /**
     * Starts a follow after {@code revision}, of the keys that the user may see; its first page can be read from now on. Returns why it
     * does not start, because the user may see none of them or has too many follows, or because the follows of all connections take too
     * much memory; null if it has started.
     */
    public @Nullable Refusal start(Prefix prefix, long revision) {
        Account account = client.account();
        PrefixSet shown = client.permissions().followable(prefix);
        if (account == null || shown.isEmpty()) {
            return Refusal.NOT_ALLOWED;
        }
        if (!account.follow()) {
            return Refusal.TOO_MANY_OF_USER;
        }
        if (!routers.reserve(bytesOf(prefix))) {
            account.unfollow();
            return Refusal.TOO_MANY_IN_ALL;
        }
        bytes += bytesOf(prefix);
        HistoryRead.Changes first =
                new HistoryRead.Changes(prefix, revision, revision, PAGE_EVENTS_MAX, PAGE_BYTES_MAX, 0, shown);
        follows.put(prefix, new Followed(routers.subscribe(home, first, () -> advanced(prefix)), shown, account));
        behind.addLast(prefix);
        counter.changed(1, follows.size() == 1 ? 1 : 0);
        return null;
    }

    private static long bytesOf(Prefix prefix) {
        return FOLLOW_BYTES + 2L * prefix.length();
    }

    /** The memory that the follows take. */
    public long bytes() {
        return bytes;
    }

    private void advanced(Prefix prefix) {
        behind.addLast(prefix);
        wake.run();
    }

    /** Ends the follow of {@code prefix}, or all of them if it is null; returns how many were ended. */
    public int end(@Nullable Prefix prefix) {
        List<Prefix> ended = prefix == null ? List.copyOf(follows.keySet()) : List.of(prefix);
        int count = 0;
        for (Prefix each : ended) {
            count += endOne(each);
        }
        if (count > 0) {
            counter.changed(-count, follows.isEmpty() ? -1 : 0);
        }
        return count;
    }

    private int endOne(Prefix prefix) {
        Followed ended = follows.remove(prefix);
        if (ended == null) {
            return 0;
        }
        ended.subscription().close();
        ended.account().unfollow();
        behind.remove(prefix);
        bytes -= bytesOf(prefix);
        routers.release(bytesOf(prefix));
        return 1;
    }

    /**
     * Ends the follows that show more than the user of the connection may see now, or that another user has started. Returns the pushes
     * that say so.
     */
    public List<FollowEnd> endForbidden() {
        List<FollowEnd> ended = new ArrayList<>();
        List.copyOf(follows.entrySet()).forEach(entry -> {
            if (isForbidden(entry.getValue())) {
                end(entry.getKey());
                ended.add(new FollowEnd(entry.getKey(), Refusal.NOT_ALLOWED.error()));
            }
        });
        return ended;
    }

    private boolean isForbidden(Followed follow) {
        return follow.account() != client.account() || !follow.account().mayShow(follow.shown());
    }

    /** A request begins to wait for an event; at most one at a time. What is returned has the events that it reads. */
    public Subscription await(HistoryRead.Changes from) {
        endAwait();
        Subscription begun = routers.subscribe(home, from, wake);
        awaited = begun;
        return begun;
    }

    /** The request waits no longer. Idempotent. */
    public void endAwait() {
        if (awaited != null) {
            awaited.close();
            awaited = null;
        }
    }

    /** Whether {@link #next} may have events. */
    public boolean isBehind() {
        return !behind.isEmpty();
    }

    /** Reads the next page of a follow; null if it has no events at present, or if there is a {@link #failure}. */
    public @Nullable Page next() {
        Prefix prefix = behind.removeFirst();
        Followed followed = follows.get(prefix);
        Subscription follow = followed == null || isForbidden(followed) ? null : followed.subscription();
        HistoryRead.Changes from = follow == null ? null : follow.nextRead();
        Reply reply = from == null ? null : engine.nextEvents(from);
        if (follow == null || from == null || reply == null) {
            return null;
        }
        if (!(reply instanceof Reply.Changed page)) {
            failure = "reads its pushes too slowly: events after revision " + from.after() + " have been evicted";
            return null;
        }
        follow.advance(page);
        if (follow.isBehind()) {
            behind.addLast(prefix);
        }
        return page.events().isEmpty() ? null : new Page(prefix, page.events());
    }

    private @Nullable Subscription subscription(Prefix prefix) {
        Followed follow = follows.get(prefix);
        return follow == null ? null : follow.subscription();
    }

    /** Looks whether events have been evicted that a follow has not read, for a connection that cannot read them at present. */
    public void checkEvicted() {
        if (isBehind()) {
            long oldest = engine.history().oldestRevision();
            for (Prefix prefix : behind) {
                Subscription follow = subscription(prefix);
                if (follow != null && follow.nextRead().after() < oldest) {
                    failure = "does not read its pushes: events after revision "
                            + follow.nextRead().after() + " have been evicted";
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
        endAwait();
        end(null);
    }
}
