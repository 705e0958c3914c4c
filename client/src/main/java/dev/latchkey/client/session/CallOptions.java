package dev.latchkey.client.session;

import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.core.StoreId;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of every call of one Clerk.
 *
 * @param deadline how long a call may take, or null for no limit
 * @param store the only store that a call may be sent to, or null for any
 * @param completion the executor on which the call's future completes
 * @param chance draws the pauses between the attempts of an update
 * @param allowedWhileClosing whether a call may begin while the client is closing, as releases of locks do
 * @param seqs numbers the writes in a session, or null for writes without a session
 */
public record CallOptions(
        @Nullable Duration deadline,
        @Nullable StoreId store,
        Executor completion,
        RandomGenerator chance,
        boolean allowedWhileClosing,
        @Nullable SeqSource seqs) {

    /** The options of calls without a session that are refused once the client is closing. */
    public CallOptions(
            @Nullable Duration deadline, @Nullable StoreId store, Executor completion, RandomGenerator chance) {
        this(deadline, store, completion, chance, false, null);
    }

    /** These options for calls that may begin while the client is closing. */
    public CallOptions duringClosing() {
        return new CallOptions(deadline, store, completion, chance, true, seqs);
    }

    /** These options for writes that are numbered by {@code source}; null for writes without a session. */
    public CallOptions numberedBy(@Nullable SeqSource source) {
        return new CallOptions(deadline, store, completion, chance, allowedWhileClosing, source);
    }

    public CallOptions {
        completion = CompletionExecutor.of(completion);
    }

    /** These options with another deadline; null for none. */
    public CallOptions withDeadline(@Nullable Duration other) {
        return new CallOptions(other, store, completion, chance, allowedWhileClosing, seqs);
    }

    /** These options for calls that are sent to no other store. */
    public CallOptions inStore(StoreId only) {
        return new CallOptions(deadline, only, completion, chance, allowedWhileClosing, seqs);
    }

    /** These options for calls whose futures complete on {@code other}. */
    public CallOptions completingOn(Executor other) {
        return new CallOptions(deadline, store, other, chance, allowedWhileClosing, seqs);
    }
}
