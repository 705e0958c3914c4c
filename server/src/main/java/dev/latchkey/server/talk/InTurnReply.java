package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;

/**
 * A reply that is computed only when all earlier ones have been written and there is room for it. Why: it reflects what the earlier
 * requests did, and a piece of a backup uses memory that is available only when it can be sent.
 */
final class InTurnReply extends PendingFrame {

    private final Supplier<RespValue> value;

    InTurnReply(Verb verb, ClientState client, long began, Supplier<RespValue> value) {
        super(verb, client, began);
        this.value = value;
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    void writeTo(ByteBuf out) {
        RespWriter.write(out, value.get(), protocol);
    }
}
