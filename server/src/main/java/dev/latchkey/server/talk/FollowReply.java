package dev.latchkey.server.talk;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The reply to FOLLOW. The follow starts when the reply is written, so that no push precedes it. */
final class FollowReply extends PageReply {

    private final Prefix prefix;
    private final Follows follows;
    private @Nullable RespValue refusal;

    FollowReply(
            HistoryRead.Follow command,
            Verb verb,
            ClientState client,
            long began,
            Outbox outbox,
            Follows follows,
            Consumer<StoreReply> execution) {
        super(verb, client, began, outbox, execution);
        this.prefix = command.prefix();
        this.follows = follows;
    }

    /** Why only now: an earlier request may have ended follows. */
    @Override
    void prepare() {
        refusal = follows.refusal(prefix);
        if (refusal == null) {
            super.prepare();
        }
    }

    @Override
    boolean takesTurn() {
        return refusal == null && super.takesTurn();
    }

    @Override
    boolean isReady() {
        return refusal != null || super.isReady();
    }

    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        if (refusal != null) {
            RespWriter.write(out, refusal, protocol);
            return null;
        }
        if (reply() instanceof Reply.Following start) {
            Follows.Refusal refused = follows.start(prefix, start.revision());
            refusal = refused == null ? null : new RespValue.ErrorLine(refused.error());
        }
        if (refusal != null) {
            RespWriter.write(out, refusal, protocol);
            return null;
        }
        return super.writeTo(out);
    }
}
