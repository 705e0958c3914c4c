package dev.latchkey.client.follow;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A key that is followed, and those that wait for its changes. Used on the event loop. */
final class FollowedKey implements Sink {

    private final Key key;
    private final KeyWakeups wakeups;
    private final Feed feed;

    /** Those that wait, in the order in which they began. */
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** The number of changes of all keys when this one changed last, or was established. */
    private long changedAt;

    private boolean established;
    private Loop.Alarm end = () -> {};

    FollowedKey(Key key, KeyWakeups wakeups) {
        this.key = key;
        this.wakeups = wakeups;
        this.feed = new Feed(Prefix.of(key.bytes), OptionalLong.empty(), null, false, this);
    }

    Key key() {
        return key;
    }

    void start() {
        wakeups.follows().start(feed);
    }

    boolean isUnused() {
        return waiting.isEmpty();
    }

    /** Waits for a change after the changes that were counted when the last look began. */
    Loop.Alarm await(long lookedAt, long pollNanos, long followedNanos, long spreadNanos, Runnable look) {
        end.cancel();
        Waiting begun = new Waiting(pollNanos, followedNanos, spreadNanos, look);
        waiting.add(begun);
        if (established && changedAt > lookedAt) {
            begun.wake();
        } else {
            begun.schedule();
        }
        return begun;
    }

    @Override
    public void established(StoreId store, long revision) {
        established = true;
        changed();
    }

    @Override
    public boolean take(List<KeyEvent> step, long bytes) {
        if (step.stream().anyMatch(event -> event.key().equals(key))) {
            changed();
        }
        return true;
    }

    private void changed() {
        changedAt = wakeups.nextChange();
        List.copyOf(waiting).forEach(Waiting::wake);
    }

    /** Why everyone polls: what happens until the follow is established again is not reported. */
    @Override
    public void interrupted() {
        established = false;
        List.copyOf(waiting).forEach(Waiting::schedule);
    }

    @Override
    public boolean acceptsGap() {
        return true;
    }

    /** The follow was refused, or the client is closed: those that wait poll. */
    @Override
    public void ended(FollowEndedException why) {
        established = false;
        end.cancel();
        wakeups.remove(this, why.reason() != FollowEndedException.Reason.CLOSED);
        List.copyOf(waiting).forEach(Waiting::schedule);
    }

    /** Ends the follow. */
    void end() {
        feed.end(FollowEndedException.closed());
    }

    private void left() {
        if (waiting.isEmpty() && !feed.isEnded()) {
            end.cancel();
            end = wakeups.endLater(this);
        }
    }

    /** One look to come. */
    private final class Waiting implements Loop.Alarm, Runnable {

        private final long pollNanos;
        private final long followedNanos;
        private final long spreadNanos;
        private final Runnable look;
        private Loop.Alarm alarm = () -> {};
        private boolean woken;

        Waiting(long pollNanos, long followedNanos, long spreadNanos, Runnable look) {
            this.pollNanos = pollNanos;
            this.followedNanos = followedNanos;
            this.spreadNanos = spreadNanos;
            this.look = look;
        }

        /** Plans the look that comes without a change. */
        void schedule() {
            if (!woken) {
                alarm.cancel();
                alarm = wakeups.loop().schedule(established ? followedNanos : pollNanos, this);
            }
        }

        /** The key may have changed. */
        void wake() {
            if (!woken) {
                woken = true;
                alarm.cancel();
                alarm = wakeups.loop().schedule(spreadNanos, this);
            }
        }

        @Override
        public void run() {
            if (waiting.remove(this)) {
                alarm.cancel();
                look.run();
                left();
            }
        }

        @Override
        public void cancel() {
            if (waiting.remove(this)) {
                alarm.cancel();
                left();
            }
        }
    }
}
