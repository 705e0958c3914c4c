package dev.latchkey.client.follow;

import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A follow of an application: puts the steps of a feed into a queue, after the state if that was requested. The state is read page by page
 * once the follow is established, and the events that arrive meanwhile are included. Used on the event loop, except for {@link #close}
 * and what says otherwise.
 */
final class QueuedFollow implements Sink {

    /** How soon a read is tried again that could not be sent, or did not show that all events have arrived. */
    private static final Duration AGAIN = Duration.ofMillis(20);

    private final ClientFollows follows;
    private final Loop loop;
    private final Prefix prefix;
    private final boolean withState;
    private final long stateBytesMax;
    private final UpdateQueue queue;
    private final Feed feed;
    private final CompletableFuture<FollowHandle.Start> started = new CompletableFuture<>();
    private Runnable whenChanged = () -> {};
    private volatile FollowHandle.Figures figures = new FollowHandle.Figures(0, 0, 0, 0, 0);
    private boolean isStarted;

    /** Whether the state is to be read once the follow is established. */
    private boolean needsState;

    /** The state that is being read; null if none is. */
    private @Nullable Picture picture;

    private @Nullable StoreId store;
    private Loop.Alarm again = () -> {};

    QueuedFollow(
            ClientFollows follows,
            Prefix prefix,
            OptionalLong from,
            @Nullable StoreId of,
            boolean withState,
            long queueBytesMax,
            long stateBytesMax) {
        this.follows = follows;
        this.loop = follows.loop();
        this.prefix = prefix;
        this.withState = withState;
        this.needsState = withState;
        this.stateBytesMax = stateBytesMax;
        this.queue = new UpdateQueue(queueBytesMax, this::resumeAfterPause);
        this.feed = new Feed(prefix, from, of, true, this);
    }

    /** @param changed called when an update was added to the queue, or the follow has ended */
    void start(Runnable changed) {
        whenChanged = changed;
        onLoop(() -> follows.start(feed));
    }

    /** Runs a step on the loop. If that has ended with the client, so has the follow. Any thread may call this. */
    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            queue.end(FollowEndedException.clientClosed());
        }
    }

    /** Any thread may use it. */
    UpdateQueue queue() {
        return queue;
    }

    /** Any thread may call this. */
    Loop loop() {
        return loop;
    }

    /** Any thread may call this. */
    Prefix prefix() {
        return prefix;
    }

    /** Completes on the executor of the client. Any thread may call this. */
    CompletableFuture<FollowHandle.Start> started() {
        return started;
    }

    /** Any thread may call this. */
    FollowHandle.Figures figures() {
        return figures;
    }

    /** Ends the follow and drops what is in the queue. Any thread may call this. */
    void close() {
        queue.close(FollowEndedException.closed());
        whenChanged.run();
        endFeed();
    }

    /** Ends the feed. Any thread may call this. */
    void endFeed() {
        onLoop(() -> feed.end(FollowEndedException.closed()));
    }

    private void resumeAfterPause() {
        onLoop(feed::resumeAfterPause);
    }

    @Override
    public void established(StoreId seen, long revision) {
        store = seen;
        if (isStarted) {
            count(0, 0, 0, 1, 0);
        } else {
            isStarted = true;
            follows.completion().execute(() -> started.complete(new FollowHandle.Start(seen, revision)));
        }
        if (needsState) {
            needsState = false;
            picture = new Picture(prefix);
        }
        if (picture != null) {
            readOn(picture);
        }
    }

    @Override
    public void interrupted() {
        again.cancel();
    }

    private void readOn(Picture reading) {
        if (reading != picture || !feed.isActive()) {
            return;
        }
        if (reading.isAllRead()) {
            deliverState(reading);
        } else if (!feed.read(reading.nextPage(), answer -> pageRead(reading, answer))) {
            againLater(reading);
        }
    }

    private void againLater(Picture reading) {
        again.cancel();
        again = loop.schedule(AGAIN.toNanos(), () -> readOn(reading));
    }

    private void pageRead(Picture reading, Answer answer) {
        if (reading != picture) {
            return;
        }
        if (answer instanceof Answer.OfStore of && of.reply() instanceof Listed page) {
            reading.add(page);
            endIfTooLarge(reading);
            readOn(reading);
        } else if (answer instanceof Answer.OfServer refusal) {
            feed.end(new FollowEndedException(Reason.REFUSED, refusal.error().message()));
        }
    }

    private void endIfTooLarge(Picture reading) {
        if (reading.bytes() > stateBytesMax) {
            feed.end(new FollowEndedException(
                    Reason.STATE_TOO_LARGE,
                    "the keys with the prefix take more than " + stateBytesMax
                            + " bytes of memory, the maximum for the state of this follow"));
        }
    }

    /** Delivers the state if all events up to its last page are included; otherwise learns whether there are any more. */
    private void deliverState(Picture reading) {
        if (feed.resume() < reading.readAsOf()) {
            feed.check();
            againLater(reading);
            return;
        }
        StoreId of = store;
        if (of == null) {
            throw new IllegalStateException("a state was read without a store");
        }
        if (queue.offer(new FollowUpdate.State(of, feed.resume(), reading.entries()), reading.bytes())) {
            picture = null;
            again.cancel();
            count(0, 0, 1, 0, 0);
            whenChanged.run();
        } else {
            paused();
            feed.pause();
        }
    }

    @Override
    public boolean take(List<KeyEvent> step, long bytes) {
        Picture reading = picture;
        if (reading != null) {
            reading.add(step);
            endIfTooLarge(reading);
            return true;
        }
        boolean taken = queue.offer(new FollowUpdate.Step(step), bytes);
        if (taken) {
            count(1, step.size(), 0, 0, 0);
            whenChanged.run();
        } else {
            paused();
        }
        return taken;
    }

    @Override
    public void reached(long revision) {
        Picture reading = picture;
        if (reading != null && reading.isAllRead() && revision >= reading.readAsOf()) {
            readOn(reading);
        }
    }

    @Override
    public void uncheckable() {
        Picture reading = picture;
        if (reading != null && reading.isAllRead()) {
            acceptsGap();
            feed.restart();
        }
    }

    /** Why accepted with the state: the state is read again, and replaces what the caller has. */
    @Override
    public boolean acceptsGap() {
        needsState = withState;
        picture = null;
        again.cancel();
        return withState;
    }

    private void paused() {
        count(0, 0, 0, 0, 1);
    }

    private void count(int steps, int events, int states, int resumed, int paused) {
        FollowHandle.Figures now = figures;
        figures = new FollowHandle.Figures(
                now.steps() + steps,
                now.events() + events,
                now.states() + states,
                now.resumed() + resumed,
                now.paused() + paused);
    }

    @Override
    public void ended(FollowEndedException why) {
        picture = null;
        again.cancel();
        queue.end(why);
        whenChanged.run();
        follows.completion().execute(() -> started.completeExceptionally(why));
    }
}
