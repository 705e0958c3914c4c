package dev.latchkey.client.clerk;

import dev.latchkey.core.StoreId;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The options of every call of one Clerk.
 *
 * @param deadline how long a call may take, or null for no limit
 * @param store the only store that a call may be sent to, or null for any
 * @param completion the executor on which the call's future completes
 */
public record CallOptions(
        @Nullable Duration deadline, @Nullable StoreId store, Executor completion) {

    public CallOptions {
        completion = CompletionExecutor.of(completion);
    }

    CallOptions withDeadline(@Nullable Duration other) {
        return new CallOptions(other, store, completion);
    }

    CallOptions inStore(StoreId only) {
        return new CallOptions(deadline, only, completion);
    }

    CallOptions completingOn(Executor other) {
        return new CallOptions(deadline, store, other);
    }
}
