package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.client.follow.KeyWakeups;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;

/**
 * What all locks of one client share.
 *
 * @param reader the Clerk that looks at locks and breaks holds
 * @param clerk the Clerk of acquisitions and releases, whose calls are allowed while the client is closing
 * @param deadline the deadline of each operation of {@code clerk}
 * @param sessions the sessions of the client
 * @param open the acquisitions, holds and sessions to end when the client closes
 * @param wakeups reports changes of keys
 * @param completion the executor on which futures complete that callers see
 */
record ClientOfLocks(
        AsyncClerk reader,
        AsyncClerk clerk,
        Duration deadline,
        ClientSessions sessions,
        OpenLocks open,
        Loop loop,
        RandomGenerator chance,
        KeyWakeups wakeups,
        Executor completion) {

    ClientOfLocks {
        completion = CompletionExecutor.of(completion);
    }

    /**
     * Returns a watch of a key, which follows it if that is possible.
     *
     * @param pollNanos the delay after a number of looks while the key cannot be followed
     * @param followedMax the longest time between two looks while it is followed
     * @param spreadNanos how long after a change the look begins, after a number of looks
     */
    KeyWatch watch(Key key, IntToLongFunction pollNanos, Duration followedMax, IntToLongFunction spreadNanos) {
        return KeyWatch.following(wakeups.waiter(key), pollNanos, followedMax.toNanos(), spreadNanos);
    }
}
