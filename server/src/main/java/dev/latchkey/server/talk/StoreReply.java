package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.CommandWeight;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.SessionAccess;
import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.replies.ReplyEncoder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a command for the store, which the engine delivers immediately or later, or the loss of its outcome: then neither this
 * command nor any later one of the connection is answered.
 */
sealed class StoreReply extends PendingFrame implements Asker permits PageReply, ExecReply {

    private final Verb storeVerb;
    private final Outbox outbox;
    private final ClientState client;

    /** The memory that the command or its reply uses until the engine has answered it. */
    private int commandBytes;

    /** The memory that the command uses until then and that the engine's write queue does not count. */
    private int readBytes;

    /** The session that the command opens, if that is limited; null otherwise. */
    private SessionAccess.@Nullable Opening opening;

    /** What observes the answer of the engine; null if nothing does. */
    private @Nullable Consumer<Reply> observer;

    private @Nullable Reply reply;
    private boolean lost;

    StoreReply(Verb verb, ClientState client, long began, Outbox outbox) {
        super(verb, client, began);
        this.storeVerb = verb;
        this.client = client;
        this.outbox = outbox;
    }

    /** The command opens a session that is limited. */
    final void opens(SessionAccess.Opening begun) {
        opening = begun;
    }

    /** Passes the answer of the engine to {@code answerObserver}. */
    final void observedBy(Consumer<Reply> answerObserver) {
        observer = answerObserver;
    }

    private void outcomeKnown() {
        if (opening != null) {
            opening.known();
            opening = null;
        }
    }

    private void observe(Reply answer) {
        outcomeKnown();
        if (observer != null) {
            observer.accept(answer);
        }
    }

    /** The engine answered without queueing the command. */
    final void answeredImmediately(Reply immediate) {
        observe(immediate);
        reply = settled(immediate);
        outbox.countIfQueued(this);
    }

    /** The command is about to be submitted. */
    final void submitted(Command command) {
        commandBytes = CommandWeight.ofCommandAndReply(command);
        readBytes = command.isWrite() ? 0 : CommandWeight.ofCommand(command);
        outbox.submitted(commandBytes, readBytes);
    }

    @Override
    public final String by() {
        return client.by();
    }

    @Override
    public final Executor home() {
        return outbox.home();
    }

    @Override
    public final void answered(Reply answer) {
        observe(answer);
        reply = settled(answer);
        outbox.countIfQueued(this);
        outbox.answered(commandBytes, readBytes);
    }

    /** Returns the reply to be written, given the answer of the engine; null if the command is executed again. */
    @Nullable
    Reply settled(Reply answer) {
        return answer;
    }

    /** The reply; null if it is not known yet. */
    final @Nullable Reply reply() {
        return reply;
    }

    @Override
    public final void lost(String reason) {
        lost = true;
        outcomeKnown();
        outbox.lost(storeVerb, commandBytes, readBytes);
    }

    @Override
    final boolean isLost() {
        return lost;
    }

    @Override
    boolean isReady() {
        return reply != null;
    }

    /** Whether the value of a key has been read that takes several slices to write. */
    final boolean isLong() {
        return reply instanceof Reply.Found found
                && LongBulk.isLong(found.versioned().value().length());
    }

    @Override
    @Nullable
    Remainder writeTo(ByteBuf out) {
        if (reply == null) {
            throw new IllegalStateException("the engine has not answered " + storeVerb);
        }
        return ReplyEncoder.begin(storeVerb, reply, protocol, outbox.storeId(), out);
    }

    /** Until the engine has answered, the command and its overhead count as unanswered. */
    @Override
    final long memoryBytes() {
        return reply == null ? 0 : FRAME_BYTES + CommandWeight.ofReply(reply);
    }
}
