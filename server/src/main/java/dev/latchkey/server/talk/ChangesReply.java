package dev.latchkey.server.talk;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.follow.Subscription;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.verbs.Verb;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reply to CHANGES, which has at least one event unless the end of the history is reached and the time to wait is over. Each turn
 * examines a bounded number of events. No further request of the connection is accepted before the reply is known.
 */
final class ChangesReply extends PageReply {

    /** Executes a command, or submits it to the engine. */
    interface Execution {
        void execute(HistoryRead.Changes command, StoreReply reply);
    }

    private final Outbox outbox;
    private final Follows follows;
    private final Execution execution;
    private final long waitNanos;

    /** What notices events while the request waits; null if it does not wait. */
    private @Nullable Subscription awaited;

    private HistoryRead.Changes next;

    /** When the wait is over; meaningful once the command was executed. */
    private long deadline;

    private boolean begun;
    private boolean waiting;
    private boolean expired;

    ChangesReply(
            HistoryRead.Changes command,
            Verb verb,
            ClientState client,
            long began,
            Outbox outbox,
            Follows follows,
            Execution execution) {
        super(verb, client, began, outbox, reply -> {});
        this.outbox = outbox;
        this.follows = follows;
        this.execution = execution;
        this.waitNanos = TimeUnit.MILLISECONDS.toNanos(command.waitMillis());
        this.next = command;
    }

    @Override
    void prepare() {
        if (!begun && waitNanos > 0) {
            awaited = follows.await(next);
            deadline = outbox.now() + waitNanos;
        }
        begun = true;
        super.prepare();
        next = awaited == null ? next : awaited.nextRead();
        execution.execute(next, this);
    }

    @Override
    @Nullable
    Reply settled(Reply answer) {
        if (answer instanceof Reply.Changed page && page.events().isEmpty()) {
            advance(page);
            if (page.more()) {
                repeat();
                return null;
            }
            if (waitNanos > 0 && !expired && outbox.mayWait()) {
                waiting = true;
                outbox.expireAfter(deadline - outbox.now());
                return null;
            }
        }
        if (awaited != null) {
            follows.endAwait();
        }
        return answer;
    }

    private void advance(Reply.Changed page) {
        next = next.after(page);
        if (awaited != null) {
            awaited.advance(page);
        }
    }

    @Override
    boolean holdsUpRequests() {
        return reply() == null;
    }

    @Override
    boolean advanced() {
        return waiting && (awaited == null || awaited.isBehind()) && wake();
    }

    private boolean wake() {
        waiting = false;
        repeat();
        return true;
    }

    @Override
    boolean expire(long now) {
        expired = waiting && now - deadline >= 0;
        return expired && wake();
    }

    @Override
    boolean endWait() {
        expired = waiting;
        return expired && wake();
    }
}
