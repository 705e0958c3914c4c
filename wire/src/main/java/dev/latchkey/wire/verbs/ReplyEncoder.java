package dev.latchkey.wire.verbs;

import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RefusalText;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;

/** Encodes replies of the store in the format of the command that was sent. */
public final class ReplyEncoder implements Reply.Cases<ByteBuf> {

    private final Verb verb;
    private final Protocol protocol;
    private final ByteBuf out;

    private ReplyEncoder(Verb verb, Protocol protocol, ByteBuf out) {
        this.verb = verb;
        this.protocol = protocol;
        this.out = out;
    }

    /** Encodes the reply to a command that was sent as {@code verb}. */
    public static void encode(Verb verb, Reply reply, Protocol protocol, ByteBuf out) {
        reply.match(new ReplyEncoder(verb, protocol, out));
    }

    @Override
    public ByteBuf found(Reply.Found reply) {
        Versioned versioned = reply.versioned();
        if (verb.repliesWithVersion()) {
            RespWriter.arrayHeader(out, 3);
            RespWriter.bulk(out, versioned.value());
            RespWriter.integer(out, versioned.version().number());
            RespWriter.integer(out, versioned.revision());
        } else {
            RespWriter.bulk(out, versioned.value());
        }
        return out;
    }

    @Override
    public ByteBuf noKey(Reply.NoKey reply) {
        if (verb.effect().isWrite()) {
            RespWriter.error(out, ErrorCode.ERRNOKEY + " there is no such key");
        } else if (verb.repliesWithVersion()) {
            RespWriter.nullArray(out, protocol);
        } else {
            RespWriter.nullValue(out, protocol);
        }
        return out;
    }

    @Override
    public ByteBuf written(Reply.Written reply) {
        RespWriter.integer(out, reply.version().number());
        return out;
    }

    @Override
    public ByteBuf conflict(Reply.Conflict reply) {
        Version current = reply.current();
        RespWriter.error(out, ErrorCode.ERRVERSION + " " + current + " is the current version");
        return out;
    }

    @Override
    public ByteBuf listed(Reply.Listed reply) {
        RespWriter.arrayHeader(out, 3);
        RespWriter.integer(out, reply.revision());
        RespWriter.integer(out, reply.more() ? 1 : 0);
        RespWriter.arrayHeader(out, reply.entries().size());
        for (Reply.Listed.Entry entry : reply.entries()) {
            RespWriter.arrayHeader(out, entry.value() == null ? 2 : 3);
            RespWriter.bulk(out, entry.key());
            if (entry.value() != null) {
                RespWriter.bulk(out, entry.value());
            }
            RespWriter.integer(out, entry.version().number());
        }
        return out;
    }

    @Override
    public ByteBuf refused(Reply.Refused reply) {
        RespWriter.error(out, RefusalText.of(reply.reason()));
        return out;
    }
}
