package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A reply or a push in the {@link Outbox}, in the protocol that the connection spoke when it was added. */
abstract sealed class PendingFrame permits InTurnReply, StoreReply, ValueFrame {

    /** The command whose statistics count this reply; null for a push, a protocol error and the reply to an unknown command. */
    final @Nullable Verb verb;

    final Protocol protocol;

    /** When the request arrived, in nanoseconds. */
    final long began;

    /** Whether the connection was unauthenticated, so that the frame counts against its {@code PreAuthBudget}. */
    final boolean preAuth;

    PendingFrame(@Nullable Verb verb, ClientState client, long began) {
        this.verb = verb;
        this.protocol = client.protocol();
        this.began = began;
        this.preAuth = !client.isLoggedIn();
    }

    /** Whether {@link #writeTo} can be called; a frame that is not ready holds up all frames after it. */
    abstract boolean isReady();

    /** Whether the outcome of the command is unknown, so that neither this frame nor any later one may be written. */
    boolean isLost() {
        return false;
    }

    /** Writes exactly one RESP value. */
    abstract void writeTo(ByteBuf out);

    /** The memory that the frame holds as a push; 0 for a reply. */
    long pushBytes() {
        return 0;
    }
}
