package dev.latchkey.wire.replies;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.wire.EventPush;
import dev.latchkey.wire.HistoryText;
import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes replies that contain events, and pushes. */
public final class EventEncoder implements Reply.HistoryCases<ByteBuf> {

    private static final int FIELDS = 9;
    private static final int FIELDS_OF_KEY = 6;
    private static final byte[] PUSH_TYPE = EventPush.TYPE.getBytes(StandardCharsets.US_ASCII);

    private final Protocol protocol;
    private final @Nullable StoreId store;
    private final ByteBuf out;

    /** What was not written of a long reply. */
    private @Nullable Remainder rest;

    /** @param store the store of the connection, which the reply to FOLLOW names; null only for other replies */
    EventEncoder(Protocol protocol, @Nullable StoreId store, ByteBuf out) {
        this.protocol = protocol;
        this.store = store;
        this.out = out;
    }

    /** Returns what was not written of a long reply; null if all of it was written. */
    @Nullable
    Remainder rest() {
        return rest;
    }

    /** Writes events as pushes; returns the rest, or null if all of them were written. */
    public static @Nullable Remainder beginPushes(Prefix prefix, List<KeyEvent> events, ByteBuf out) {
        return Slices.begin(
                events,
                (event, to) -> {
                    RespWriter.header(to, '>', EventPush.ITEMS);
                    RespWriter.bulk(to, PUSH_TYPE);
                    RespWriter.bulk(to, prefix);
                    return fields(event, Protocol.RESP3, to);
                },
                out);
    }

    @Override
    public ByteBuf following(Reply.Following reply) {
        RespWriter.arrayHeader(out, 2);
        RespWriter.bulk(
                out,
                Objects.requireNonNull(store, "the store of the connection")
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII));
        RespWriter.integer(out, reply.revision());
        return out;
    }

    @Override
    public ByteBuf changed(Reply.Changed reply) {
        RespWriter.arrayHeader(out, 2);
        RespWriter.integer(out, reply.next());
        RespWriter.arrayHeader(out, reply.events().size());
        rest = Slices.begin(
                reply.events(),
                (event, to) -> {
                    RespWriter.arrayHeader(to, FIELDS);
                    return fields(event, protocol, to);
                },
                out);
        return out;
    }

    /** Writes revision previous kind key version value by wall-ms last. */
    private static @Nullable LongBulk fields(KeyEvent event, Protocol protocol, ByteBuf out) {
        RespWriter.integer(out, event.revision());
        RespWriter.integer(out, event.previous());
        kind(event.kind(), out);
        RespWriter.bulk(out, event.key());
        RespWriter.integer(out, event.version().number());
        Value value = event.value();
        if (value != null && LongBulk.isLong(value.length())) {
            ByteBuf tail = Unpooled.buffer();
            fieldsAfterValue(event, tail);
            return LongBulk.begin(out, value.bytes, ByteBufUtil.getBytes(tail));
        }
        if (value == null) {
            RespWriter.nullValue(out, protocol);
        } else {
            RespWriter.bulk(out, value);
        }
        fieldsAfterValue(event, out);
        return null;
    }

    private static void fieldsAfterValue(KeyEvent event, ByteBuf out) {
        origin(event.origin(), out);
        RespWriter.integer(out, event.last() ? 1 : 0);
    }

    private static void kind(EventKind kind, ByteBuf out) {
        RespWriter.bulk(out, kind.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }

    private static void origin(Origin origin, ByteBuf out) {
        RespWriter.bulk(out, origin.by().getBytes(StandardCharsets.UTF_8));
        RespWriter.integer(out, origin.wallMillis());
    }

    @Override
    public ByteBuf eventsOfKey(Reply.EventsOfKey reply) {
        RespWriter.arrayHeader(out, 2);
        RespWriter.integer(out, reply.complete() ? 1 : 0);
        RespWriter.arrayHeader(out, reply.events().size());
        rest = Slices.begin(reply.events(), EventEncoder::summary, out);
        return out;
    }

    /** Writes version revision kind by wall-ms size. */
    private static @Nullable LongBulk summary(Reply.EventsOfKey.Summary event, ByteBuf out) {
        RespWriter.arrayHeader(out, FIELDS_OF_KEY);
        RespWriter.integer(out, event.version().number());
        RespWriter.integer(out, event.revision());
        kind(event.kind(), out);
        origin(event.origin(), out);
        RespWriter.integer(out, event.size());
        return null;
    }

    @Override
    public ByteBuf compacted(Reply.Compacted reply) {
        RespWriter.error(out, HistoryText.compacted(reply.oldest()));
        return out;
    }

    @Override
    public ByteBuf notReached(Reply.NotReached reply) {
        RespWriter.error(out, HistoryText.notReached(reply.revision()));
        return out;
    }
}
