package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame whose value is known when it is added: the reply to a connection or server command, an error, or a push. */
final class ValueFrame extends PendingFrame {

    /** The estimated overhead of a value: its object, and its place in a list. */
    private static final long VALUE_OVERHEAD_BYTES = 48;

    private final RespValue value;
    private final long memoryBytes;
    private final Kind kind;

    private enum Kind {
        REPLY,
        REJECTION,
        PUSH
    }

    private ValueFrame(@Nullable Verb verb, ClientState client, long began, RespValue value, Kind kind) {
        super(verb, client, began);
        this.value = value;
        this.memoryBytes = FRAME_BYTES + memoryOf(value);
        this.kind = kind;
    }

    static ValueFrame reply(@Nullable Verb verb, ClientState client, long began, RespValue value) {
        return new ValueFrame(verb, client, began, value, Kind.REPLY);
    }

    /** The error reply to a request that was not executed. */
    static ValueFrame rejection(@Nullable Verb verb, ClientState client, long began, RespValue error) {
        return new ValueFrame(verb, client, began, error, Kind.REJECTION);
    }

    static ValueFrame push(ClientState client, RespValue.Push push) {
        return new ValueFrame(null, client, 0, push, Kind.PUSH);
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    boolean isRejection() {
        return kind == Kind.REJECTION;
    }

    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        return RespWriter.begin(out, value, protocol);
    }

    @Override
    long memoryBytes() {
        return memoryBytes;
    }

    @Override
    long pushBytes() {
        return kind == Kind.PUSH ? memoryBytes : 0;
    }

    /** The memory that a value holds for itself, without what all replies share. */
    static long memoryOf(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return VALUE_OVERHEAD_BYTES + bulk.bytes().length;
        } else if (value instanceof RespValue.Simple simple) {
            return VALUE_OVERHEAD_BYTES + simple.text().length();
        } else if (value instanceof RespValue.ErrorLine error) {
            return VALUE_OVERHEAD_BYTES + error.message().length();
        } else if (value instanceof RespValue.Other other) {
            return VALUE_OVERHEAD_BYTES + other.text().length();
        }
        long bytes = VALUE_OVERHEAD_BYTES;
        for (RespValue item : itemsOf(value)) {
            bytes += memoryOf(item);
        }
        return bytes;
    }

    /** The memory of a request. */
    static long memoryOf(byte[][] arguments) {
        long bytes = VALUE_OVERHEAD_BYTES;
        for (byte[] argument : arguments) {
            bytes += VALUE_OVERHEAD_BYTES + argument.length;
        }
        return bytes;
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
