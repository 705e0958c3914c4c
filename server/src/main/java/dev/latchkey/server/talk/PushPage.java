package dev.latchkey.server.talk;

import dev.latchkey.engine.CommandWeight;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.replies.EventEncoder;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The pushes of one page of a follow. It is written as soon as it was read, and never queued. */
final class PushPage extends PendingFrame {

    private final Follows.Page page;

    PushPage(Follows.Page page) {
        super(Protocol.RESP3);
        this.page = page;
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        return EventEncoder.beginPushes(page.prefix(), page.events(), out);
    }

    /** Counts the events, which the history may evict while the page is written. */
    @Override
    long memoryBytes() {
        return FRAME_BYTES + CommandWeight.ofEvents(page.events());
    }
}
