package dev.latchkey.client.follow;

/**
 * The follow has ended because the server has evicted events that it has not delivered: it started at a revision that is too old, or was
 * interrupted, or its consumer was slow, for longer than the history reaches back. Follow the prefix again {@linkplain
 * dev.latchkey.client.Latchkey#followWithState with its state}, which does this by itself, or follow from the current revision and then
 * read the keys. The bounds of the history are in {@code INFO follows}.
 */
public final class CompactedException extends FollowEndedException {

    private static final long serialVersionUID = 1;

    private final long oldest;

    CompactedException(long position, long oldest) {
        this(
                "events after revision " + position + " are no longer in the history, which has those after revision "
                        + oldest + ": follow from the current revision, then read the keys",
                oldest);
    }

    private CompactedException(String message, long oldest) {
        super(Reason.COMPACTED, message);
        this.oldest = oldest;
    }

    /** Returns the oldest revision after which the server has every event. */
    public long oldest() {
        return oldest;
    }

    @Override
    FollowEndedException here() {
        return new CompactedException(String.valueOf(getMessage()), oldest);
    }
}
