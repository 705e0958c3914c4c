package dev.latchkey.server.talk;

import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.verbs.ReplyEncoder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a command for the store, which the engine delivers immediately or later, or the loss of its outcome: then neither this
 * command nor any later one of the connection is answered.
 */
final class StoreReply extends PendingFrame implements Asker {

    private final Verb storeVerb;
    private final Outbox outbox;

    /** The memory that the command or its reply uses until the engine has answered it. */
    private int commandBytes;

    private @Nullable Reply reply;
    private boolean lost;

    StoreReply(Verb verb, ClientState client, long began, Outbox outbox) {
        super(verb, client, began);
        this.storeVerb = verb;
        this.outbox = outbox;
    }

    /** The engine answered without queueing the command. */
    void answeredImmediately(Reply immediate) {
        reply = immediate;
    }

    /** The command is about to be submitted. */
    void submitted(int bytes) {
        commandBytes = bytes;
        outbox.submitted(bytes);
    }

    @Override
    public Executor home() {
        return outbox.home();
    }

    @Override
    public void answered(Reply answer) {
        reply = answer;
        outbox.answered(commandBytes);
    }

    @Override
    public void lost(String reason) {
        lost = true;
        outbox.lost(commandBytes);
    }

    @Override
    boolean isLost() {
        return lost;
    }

    @Override
    boolean isReady() {
        return reply != null;
    }

    @Override
    void writeTo(ByteBuf out) {
        if (reply == null) {
            throw new IllegalStateException("the engine has not answered " + storeVerb);
        }
        ReplyEncoder.encode(storeVerb, reply, protocol, out);
    }
}
