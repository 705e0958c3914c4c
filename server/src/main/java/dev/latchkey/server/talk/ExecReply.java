package dev.latchkey.server.talk;

import dev.latchkey.core.Reply;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The reply to EXEC. The first operations of its transaction check the watched keys: they have no reply, and no number. */
final class ExecReply extends StoreReply {

    private final int watchedKeys;

    ExecReply(int watchedKeys, ClientState client, long began, Outbox outbox) {
        super(Verb.EXEC, client, began, outbox);
        this.watchedKeys = watchedKeys;
    }

    @Override
    Reply settled(Reply answer) {
        if (answer instanceof Reply.Transacted transacted) {
            return new Reply.Transacted(transacted
                    .results()
                    .subList(watchedKeys, transacted.results().size()));
        }
        return answer instanceof Reply.TransactionRefused refused
                ? new Reply.TransactionRefused(refused.operation() - watchedKeys, refused.reason())
                : answer;
    }

    /** The reply is null if a watched key has been written. */
    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        if (reply() instanceof Reply.TransactionRefused refused && refused.operation() < 1) {
            RespWriter.nullArray(out, protocol);
            return null;
        }
        return super.writeTo(out);
    }
}
