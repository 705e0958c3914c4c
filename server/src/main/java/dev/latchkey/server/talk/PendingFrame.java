package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A reply or a push in the {@link Outbox}, in the protocol that the connection spoke when it was added. */
abstract sealed class PendingFrame permits InTurnReply, StoreReply, PushPage, ValueFrame {

    /** The estimated overhead of a queued frame: its object, and its place in the queue. */
    static final long FRAME_BYTES = 64;

    /** The command whose statistics count this reply; null for a push, a protocol error and the reply to an unknown command. */
    final @Nullable Verb verb;

    final Protocol protocol;

    /** When the request arrived, in nanoseconds. */
    final long began;

    /** Whether the connection was unauthenticated, so that the frame counts against its {@code PreAuthBudget}. */
    final boolean preAuth;

    /** The memory that the {@link Outbox} counts for this frame. */
    long countedBytes;

    PendingFrame(@Nullable Verb verb, ClientState client, long began) {
        this.verb = verb;
        this.protocol = client.protocol();
        this.began = began;
        this.preAuth = !client.isLoggedIn();
    }

    /** A push, which is neither counted as a reply nor against a {@code PreAuthBudget}. */
    PendingFrame(Protocol protocol) {
        this.verb = null;
        this.protocol = protocol;
        this.began = 0;
        this.preAuth = false;
    }

    /** Whether {@link #prepare} and {@link #writeTo} can be called; a frame that is not ready holds up all frames after it. */
    abstract boolean isReady();

    /** Whether the outcome of the command is unknown, so that neither this frame nor any later one may be written. */
    boolean isLost() {
        return false;
    }

    /** Whether the reply refuses a request that was not executed. */
    boolean isRejection() {
        return false;
    }

    /** Whether the reply takes long to make, so that it is made in a turn of its own, with other connections served before. */
    boolean takesTurn() {
        return false;
    }

    /** Makes a reply that takes a turn. The frame may not be ready afterwards. */
    void prepare() {}

    /** Whether no further request may be accepted although {@link #prepare} was called. */
    boolean holdsUpRequests() {
        return false;
    }

    /** There may be an event that this frame waits for; returns whether that ends its wait, and it takes a turn then. */
    boolean advanced() {
        return false;
    }

    /** Ends the wait of this frame, because the server shuts down; returns whether it waited, and takes a turn then. */
    boolean endWait() {
        return false;
    }

    /** Returns whether this frame has waited until its deadline and takes a turn now. */
    boolean expire(long now) {
        return false;
    }

    /** Writes one RESP value, or the beginning of a long one; returns the rest, or null if everything was written. */
    abstract @Nullable Remainder writeTo(ByteBuf out);

    /** The memory that the frame uses while it is queued, besides what an engine counts. */
    abstract long memoryBytes();

    /** The memory that the frame holds as a push; 0 for a reply. */
    long pushBytes() {
        return 0;
    }
}
