package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.waiting.KeyWatch;
import dev.latchkey.client.session.ClientSessions;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What all locks of one client share.
 *
 * @param reader the Clerk that looks at locks and breaks holds
 * @param clerk the Clerk of acquisitions and releases, whose calls are allowed while the client is closing
 * @param deadline the deadline of each operation of {@code clerk}
 * @param sessions the sessions of the client
 * @param open the acquisitions, holds and sessions to end when the client closes
 * @param completion the executor on which futures complete that callers see
 * @param watches makes the watches of keys, by which acquisitions wait and holds notice that they are broken
 */
record ClientOfLocks(
        AsyncClerk reader,
        AsyncClerk clerk,
        Duration deadline,
        ClientSessions sessions,
        OpenLocks open,
        Loop loop,
        RandomGenerator chance,
        Executor completion,
        KeyWatch.Factory watches) {

    ClientOfLocks {
        completion = CompletionExecutor.of(completion);
    }
}
