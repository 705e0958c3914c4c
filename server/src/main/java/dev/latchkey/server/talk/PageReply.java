package dev.latchkey.server.talk;

import dev.latchkey.server.access.ClientState;
import dev.latchkey.wire.verbs.Verb;
import java.util.function.Consumer;

/**
 * The reply to a command for the store that may take long, such as LIST. It is executed in a turn of its own, when all earlier replies
 * have been written and there is room for this one, so that no page is made for a client that does not read. No further request of
 * the connection may be accepted before that, since its effect would become visible in the page.
 */
sealed class PageReply extends StoreReply permits FollowReply, ChangesReply {

    private final Consumer<StoreReply> execution;
    private boolean executed;

    /** @param execution executes the command, or submits it to the engine */
    PageReply(Verb verb, ClientState client, long began, Outbox outbox, Consumer<StoreReply> execution) {
        super(verb, client, began, outbox);
        this.execution = execution;
    }

    @Override
    boolean takesTurn() {
        return !executed;
    }

    @Override
    void prepare() {
        executed = true;
        execution.accept(this);
    }

    /** Takes another turn, in which the command is executed again. */
    final void repeat() {
        executed = false;
    }

    @Override
    boolean isReady() {
        return !executed || super.isReady();
    }
}
