package dev.latchkey.server.follow;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Reads each event once for all subscriptions of a thread, and wakes those whose prefix the key starts with. So a write costs nothing for
 * the others, however many there are, and a writer notifies one follower per thread. A subscription that was woken reads its events
 * itself, from the position of the first one. Used on the thread of {@link #home}.
 */
final class FollowRouter implements Follower {

    /** The events that are routed before the other tasks of the thread have their turn. */
    private static final int EVENTS_AT_ONCE = 1_000;

    private static final int BYTES_AT_ONCE = 1 << 20;

    private final Engine engine;
    private final Executor home;
    private final Runnable whenEmpty;
    private final PrefixTree<Subscription> subscriptions = new PrefixTree<>();

    /** The events up to this revision have been routed. */
    private long position;

    /** Whether the rest of the events is routed in a task that was submitted. */
    private boolean scheduled;

    /** @param whenEmpty is called when the last subscription has ended */
    FollowRouter(Engine engine, Executor home, Runnable whenEmpty) {
        this.engine = engine;
        this.home = home;
        this.whenEmpty = whenEmpty;
    }

    long position() {
        return position;
    }

    /** Adds a subscription. Why the position after the registration: what is applied from then on causes a notification. */
    Subscription add(HistoryRead.Changes from, Runnable wake) {
        if (subscriptions.isEmpty()) {
            engine.follow(this);
            position = engine.keyspace().revision();
        }
        Subscription added = new Subscription(this, from, wake);
        subscriptions.add(from.prefix(), added);
        return added;
    }

    void remove(Prefix prefix, Subscription subscription) {
        subscriptions.remove(prefix, subscription);
        if (subscriptions.isEmpty()) {
            engine.unfollow(this);
            whenEmpty.run();
        }
    }

    @Override
    public Executor home() {
        return home;
    }

    @Override
    public void advanced() {
        if (!scheduled) {
            route();
        }
    }

    private void route() {
        scheduled = false;
        if (subscriptions.isEmpty()) {
            return;
        }
        HistoryRead.Changes read =
                new HistoryRead.Changes(Prefix.EMPTY, position, position, EVENTS_AT_ONCE, BYTES_AT_ONCE, 0);
        Reply reply = engine.nextEvents(read);
        if (reply instanceof Reply.Changed page) {
            route(page);
        } else if (reply != null) {
            wakeAll();
        }
    }

    private void route(Reply.Changed page) {
        List<Subscription> woken = new ArrayList<>();
        for (KeyEvent event : page.events()) {
            subscriptions.forEachPrefixOf(event.key(), subscription -> {
                if (subscription.markUnread(event.revision())) {
                    woken.add(subscription);
                }
            });
        }
        position = page.next();
        if (page.more()) {
            scheduled = true;
            home.execute(this::route);
        }
        woken.forEach(Subscription::wake);
    }

    /** Events were evicted before they could be routed: every subscription looks itself whether it has missed any. */
    private void wakeAll() {
        List<Subscription> woken = new ArrayList<>();
        subscriptions.forEach(subscription -> {
            if (subscription.markEvicted(position)) {
                woken.add(subscription);
            }
        });
        position = engine.keyspace().revision();
        woken.forEach(Subscription::wake);
    }
}
