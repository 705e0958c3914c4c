package dev.latchkey.client.follow;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ConnectionLink;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.EventPush;
import dev.latchkey.wire.FollowEnd;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One connection for follows, and its replacements. It carries one follow for each of at most {@value
 * dev.latchkey.core.HistoryRead.Follow#FOLLOWS_MAX} prefixes, which is what a server allows. While nothing arrives it sends reads, so that
 * a connection that is silently dead is noticed. Used on the event loop.
 */
final class FollowConnection implements Link.Listener {

    private static final byte[] UNFOLLOW = {'U', 'N', 'F', 'O', 'L', 'L', 'O', 'W'};

    /** The time between two checks of a feed. */
    private final Duration checks;

    private final Loop loop;
    private final ConnectionLink link;
    private final Backoff backoff;
    private final RandomGenerator chance;
    private final Runnable whenUnused;
    private final Map<Prefix, Feed> feeds = new LinkedHashMap<>();

    /** The prefixes to unfollow as soon as a request can be sent. */
    private final Deque<Prefix> left = new ArrayDeque<>();

    private @Nullable StoreId store;
    private Loop.Alarm check = () -> {};
    private boolean closed;

    /** @param whenUnused runs when the last feed was removed */
    FollowConnection(
            Loop loop,
            ConnectionLink link,
            Backoff backoff,
            RandomGenerator chance,
            Duration checks,
            Runnable whenUnused) {
        this.loop = loop;
        this.link = link;
        this.backoff = backoff;
        this.chance = chance;
        this.checks = checks;
        this.whenUnused = whenUnused;
    }

    void open() {
        link.open(this);
    }

    /** Whether a feed of that prefix can be added. */
    boolean accepts(Prefix prefix) {
        return !closed && feeds.size() < HistoryRead.Follow.FOLLOWS_MAX && !feeds.containsKey(prefix);
    }

    void add(Feed feed) {
        feeds.put(feed.prefix, feed);
        feed.placedOn(this);
        StoreId seen = store;
        if (seen != null) {
            feed.connected(seen);
        }
    }

    /** @param follows whether the server follows the prefix, or will */
    void remove(Feed feed, boolean follows) {
        feeds.remove(feed.prefix, feed);
        if (follows) {
            unfollow(feed.prefix);
        }
        if (feeds.isEmpty() && !closed) {
            whenUnused.run();
        }
    }

    /** The store at the other end; null without a connection. */
    @Nullable
    StoreId store() {
        return store;
    }

    boolean canSend() {
        return store != null && link.isReady();
    }

    /** Sends a read; {@link #canSend} must be true. */
    void send(Command command, Link.Attempt attempt) {
        link.send(command, attempt);
    }

    /** Ends the follow of a prefix on the server. What it pushes before it has received that belongs to no feed. */
    void unfollow(Prefix prefix) {
        if (store != null) {
            left.add(prefix);
            sendUnfollows();
        }
    }

    private void sendUnfollows() {
        while (!left.isEmpty() && canSend()) {
            link.send(new Unfollow(left.removeFirst()));
        }
    }

    /** Runs a step after a delay that grows with the number of failures. */
    void later(int failures, Runnable step) {
        loop.schedule(backoff.delayNanos(failures, chance), step);
    }

    @Override
    public void ready(StoreId seen) {
        if (store == null) {
            store = seen;
            each(feed -> feed.connected(seen));
            checkLater();
        } else {
            sendUnfollows();
            each(Feed::requestIfWaiting);
        }
    }

    private void each(java.util.function.Consumer<Feed> step) {
        List.copyOf(feeds.values()).forEach(step);
    }

    private void checkLater() {
        check.cancel();
        if (store != null && !closed) {
            check = loop.schedule(checks.toNanos(), () -> {
                checkFeeds();
                checkLater();
            });
        }
    }

    /** Checks every feed whose position matters, and at least one. */
    private void checkFeeds() {
        boolean any = false;
        for (Feed feed : List.copyOf(feeds.values())) {
            if (feed.isActive() && (feed.resumes() || !any)) {
                any = true;
                feed.check();
            }
        }
    }

    @Override
    public void down(String why) {
        if (store != null) {
            store = null;
            check.cancel();
            left.clear();
            each(Feed::interrupted);
        }
    }

    @Override
    public void refused(String why) {
        each(feed -> feed.refused(why));
    }

    @Override
    public void pushed(RespValue.Push push) {
        endedByServer(FollowEnd.decode(push));
        EventPush event = EventPush.decode(push);
        Feed feed = event == null ? null : feeds.get(event.prefix());
        if (event != null && feed != null) {
            feed.pushed(event.event());
        }
    }

    /** @param end null if the push was another one */
    private void endedByServer(@Nullable FollowEnd end) {
        Feed feed = end == null ? null : feeds.get(end.prefix());
        if (end != null && feed != null) {
            feed.refused(end.error());
        }
    }

    /** Ends all feeds and closes the connection. Idempotent. */
    void close(FollowEndedException why) {
        closed = true;
        store = null;
        check.cancel();
        left.clear();
        each(feed -> feed.end(why));
        link.close();
    }

    /** A request to end the follow of a prefix. */
    private record Unfollow(Prefix prefix) implements ConnectionLink.Request {

        @Override
        public void encode(ByteBuf out) {
            RespWriter.arrayHeader(out, 2);
            RespWriter.bulk(out, UNFOLLOW);
            RespWriter.bulk(out, prefix);
        }

        /** Why ignored: the follow has ended whatever the reply is, or it ends with the connection. */
        @Override
        public void replied(RespValue reply) {}

        @Override
        public void failed(String why) {}
    }
}
