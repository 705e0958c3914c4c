package dev.latchkey.client.follow;

import dev.latchkey.core.Prefix;
import dev.latchkey.core.StoreId;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A follow that has not started, with its settings. Immutable; each method returns a copy with one setting changed. */
public final class FollowRequest {

    /** The default maximum of {@link #withQueueBytes}: 4 MiB. */
    public static final long QUEUE_BYTES_DEFAULT = 4 << 20;

    /** The default maximum of {@link #withStateBytes}: 64 MiB. */
    public static final long STATE_BYTES_DEFAULT = 64 << 20;

    private final ClientFollows follows;
    private final Prefix prefix;
    private final boolean withState;
    private final OptionalLong from;
    private final @Nullable StoreId store;
    private final long queueBytesMax;
    private final long stateBytesMax;

    FollowRequest(ClientFollows follows, Prefix prefix, boolean withState) {
        this(follows, prefix, withState, OptionalLong.empty(), null, QUEUE_BYTES_DEFAULT, STATE_BYTES_DEFAULT);
    }

    private FollowRequest(
            ClientFollows follows,
            Prefix prefix,
            boolean withState,
            OptionalLong from,
            @Nullable StoreId store,
            long queueBytesMax,
            long stateBytesMax) {
        this.follows = follows;
        this.prefix = prefix;
        this.withState = withState;
        this.from = from;
        this.store = store;
        this.queueBytesMax = queueBytesMax;
        this.stateBytesMax = stateBytesMax;
    }

    /**
     * Starts after {@code revision} instead of the current revision: the first update is the first step after it. The revision must be
     * one at which a step ended, such as that of the last event of a step, or 0 for the first write of the store.
     *
     * @throws IllegalArgumentException if the revision is negative, or the follow begins with the state
     */
    public FollowRequest from(long revision) {
        return from(null, revision);
    }

    /** {@link #from(long)} for a revision of the store {@code of}: the follow ends if the server has another store. */
    public FollowRequest from(@Nullable StoreId of, long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("revision " + revision + " is less than 0");
        }
        if (withState) {
            throw new IllegalArgumentException("a follow with the state starts at the current revision");
        }
        return new FollowRequest(follows, prefix, false, OptionalLong.of(revision), of, queueBytesMax, stateBytesMax);
    }

    /**
     * Sets how much memory the queue of updates may take, in bytes; each event counts as its key, its value and 288. When the queue is full,
     * the client ends the follow on the server, and requests the remaining events again when half of the queue is empty. A step that is
     * larger than the queue is delivered once the queue is empty.
     */
    public FollowRequest withQueueBytes(long max) {
        return new FollowRequest(follows, prefix, withState, from, store, requirePositive(max), stateBytesMax);
    }

    /**
     * Sets how much memory the state may take, in bytes; each key counts as its bytes, those of its value and 288. The follow ends if the
     * state is larger.
     */
    public FollowRequest withStateBytes(long max) {
        return new FollowRequest(follows, prefix, withState, from, store, queueBytesMax, requirePositive(max));
    }

    private static long requirePositive(long max) {
        if (max < 1) {
            throw new IllegalArgumentException(max + " bytes are not at least 1");
        }
        return max;
    }

    /** Starts the follow and returns it. Does not block: the follow is established in the background. */
    public Follow open() {
        QueuedFollow queued = queued();
        queued.start(() -> {});
        return new Follow(queued);
    }

    /** Starts the follow, whose updates are passed to {@code listener}. Does not block. */
    public FollowHandle listen(FollowListener listener) {
        QueuedFollow queued = queued();
        ListenerCalls calls = new ListenerCalls(follows.completion(), listener, queued.queue(), queued::endFeed);
        queued.start(calls::wake);
        return new FollowHandle(queued);
    }

    private QueuedFollow queued() {
        return new QueuedFollow(follows, prefix, from, store, withState, queueBytesMax, stateBytesMax);
    }
}
