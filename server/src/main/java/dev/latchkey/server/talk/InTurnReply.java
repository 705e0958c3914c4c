package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is computed only when all earlier ones have been written and there is room for it. Why: it reflects what the earlier
 * requests did, and a piece of a backup uses memory that is available only when it can be sent.
 */
final class InTurnReply extends PendingFrame {

    private final Supplier<RespValue> request;

    /** The memory of the request's arguments. */
    private final long requestBytes;

    private @Nullable RespValue value;

    /** @param request executes the request; holds the arguments until then */
    InTurnReply(Verb verb, ClientState client, long began, byte[][] arguments, Supplier<RespValue> request) {
        super(verb, client, began);
        this.request = request;
        this.requestBytes = ValueFrame.memoryOf(arguments);
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    boolean takesTurn() {
        return value == null;
    }

    @Override
    void prepare() {
        value = request.get();
    }

    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        return RespWriter.begin(out, Objects.requireNonNull(value, "not prepared"), protocol);
    }

    @Override
    long memoryBytes() {
        return FRAME_BYTES + requestBytes + (value == null ? 0 : ValueFrame.memoryOf(value));
    }
}
