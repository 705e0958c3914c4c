package dev.latchkey.wire.replies;

import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.text.RefusalText;
import dev.latchkey.wire.text.SessionText;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes replies of the store in the format of the command that was sent: a long reply in slices. */
public final class ReplyEncoder implements Reply.Cases<ByteBuf> {

    private final Verb verb;
    private final Protocol protocol;
    private final @Nullable StoreId store;
    private final ByteBuf out;

    /** What was not written of a long reply. */
    private @Nullable Remainder rest;

    private ReplyEncoder(Verb verb, Protocol protocol, @Nullable StoreId store, ByteBuf out) {
        this.verb = verb;
        this.protocol = protocol;
        this.store = store;
        this.out = out;
    }

    /**
     * Encodes the reply to a command that was sent as {@code verb}.
     *
     * @param store the store of the connection, which replies to SESSION OPEN and FOLLOW name; null only for other commands
     */
    public static void encode(Verb verb, Reply reply, Protocol protocol, @Nullable StoreId store, ByteBuf out) {
        Remainder rest = begin(verb, reply, protocol, store, out);
        if (rest != null) {
            rest.writeAll(out);
        }
    }

    /** As {@link #encode}, but writes only the beginning of a long reply; returns the rest, or null if everything was written. */
    public static @Nullable Remainder begin(
            Verb verb, Reply reply, Protocol protocol, @Nullable StoreId store, ByteBuf out) {
        ReplyEncoder encoder = new ReplyEncoder(verb, protocol, store, out);
        reply.match(encoder);
        return encoder.rest;
    }

    @Override
    public ByteBuf found(Reply.Found reply) {
        rest = FoundValue.begin(out, reply.versioned(), verb.repliesWithVersion());
        return out;
    }

    @Override
    public ByteBuf noKey(Reply.NoKey reply) {
        if (verb.effect().isWrite()) {
            RespWriter.error(out, RefusalText.noKey());
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
        RespWriter.error(out, RefusalText.conflict(reply));
        return out;
    }

    @Override
    public ByteBuf listed(Reply.Listed reply) {
        LongPage page = new LongPage(reply);
        rest = page.begin(out) ? null : page;
        return out;
    }

    @Override
    public ByteBuf transacted(Reply.Transacted reply) {
        if (verb == Verb.WATCH) {
            RespWriter.write(out, RespValue.OK, protocol);
            return out;
        }
        LongResults results = new LongResults(reply.results(), protocol);
        rest = results.begin(out) ? null : results;
        return out;
    }

    @Override
    public ByteBuf transactionRefused(Reply.TransactionRefused reply) {
        RespWriter.error(out, RefusalText.transactionRefused(reply));
        return out;
    }

    @Override
    public ByteBuf ofHistory(Reply.OfHistory reply) {
        EventEncoder encoder = new EventEncoder(protocol, store, out);
        reply.matchHistory(encoder);
        rest = encoder.rest();
        return out;
    }

    @Override
    public ByteBuf refused(Reply.Refused reply) {
        RespWriter.error(out, RefusalText.of(reply.reason()));
        return out;
    }

    @Override
    public ByteBuf guardFailed(Reply.GuardFailed reply) {
        RespWriter.error(out, RefusalText.guardFailed(reply));
        return out;
    }

    @Override
    public ByteBuf opened(Reply.Opened reply) {
        RespWriter.arrayHeader(out, 2);
        bulk(reply.session().toString());
        bulk(Objects.requireNonNull(store, "the store of the connection").toString());
        return out;
    }

    private void bulk(String text) {
        RespWriter.bulk(out, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public ByteBuf kept(Reply.Kept reply) {
        RespWriter.integer(out, reply.ttlMillis());
        return out;
    }

    @Override
    public ByteBuf closed(Reply.Closed reply) {
        RespWriter.write(out, RespValue.OK, protocol);
        return out;
    }

    @Override
    public ByteBuf noSession(Reply.NoSession reply) {
        RespWriter.error(out, SessionText.NO_SESSION);
        return out;
    }

    @Override
    public ByteBuf seqRefused(Reply.SeqRefused reply) {
        RespWriter.error(out, SessionText.of(reply.reason()));
        return out;
    }

    @Override
    public ByteBuf cancelled(Reply.Cancelled reply) {
        if (reply.before()) {
            RespWriter.error(out, SessionText.CANCELLED_BEFORE);
        } else {
            RespWriter.write(out, new RespValue.Simple(SessionText.CANCELLED), protocol);
        }
        return out;
    }
}
