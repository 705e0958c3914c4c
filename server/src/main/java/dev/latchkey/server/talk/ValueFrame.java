package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame whose value is known when it is added: the reply to a connection or server command, an error, or a push. */
final class ValueFrame extends PendingFrame {

    /** The estimated overhead of a value: its object, and its place in a list or in the queue. */
    private static final long VALUE_OVERHEAD_BYTES = 48;

    private final RespValue value;
    private final long pushBytes;

    private ValueFrame(@Nullable Verb verb, ClientState client, long began, RespValue value, long pushBytes) {
        super(verb, client, began);
        this.value = value;
        this.pushBytes = pushBytes;
    }

    static ValueFrame reply(@Nullable Verb verb, ClientState client, long began, RespValue value) {
        return new ValueFrame(verb, client, began, value, 0);
    }

    static ValueFrame push(ClientState client, RespValue.Push push) {
        return new ValueFrame(null, client, 0, push, memoryOf(push));
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    void writeTo(ByteBuf out) {
        RespWriter.write(out, value, protocol);
    }

    @Override
    long pushBytes() {
        return pushBytes;
    }

    private static long memoryOf(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return VALUE_OVERHEAD_BYTES + bulk.bytes().length;
        } else if (value instanceof RespValue.Simple simple) {
            return VALUE_OVERHEAD_BYTES + simple.text().length();
        } else if (value instanceof RespValue.ErrorLine error) {
            return VALUE_OVERHEAD_BYTES + error.message().length();
        } else if (value instanceof RespValue.Other other) {
            return VALUE_OVERHEAD_BYTES + other.text().length();
        }
        return VALUE_OVERHEAD_BYTES
                + itemsOf(value).stream().mapToLong(ValueFrame::memoryOf).sum();
    }

    private static List<RespValue> itemsOf(RespValue value) {
        if (value instanceof RespValue.Push push) {
            return push.items();
        } else if (value instanceof RespValue.Array array) {
            return array.items();
        } else if (value instanceof RespValue.Members members) {
            return members.items();
        }
        return value instanceof RespValue.Pairs pairs ? pairs.flat() : List.of();
    }
}
