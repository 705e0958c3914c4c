package dev.latchkey.shedlock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.javacrumbs.shedlock.support.LockException;

/** Sends requests that are safe to repeat until they are answered, and reports failures as ShedLock does. */
final class LockRequests {

    private final AsyncClerk clerk;

    LockRequests(AsyncClerk clerk) {
        this.clerk = clerk;
    }

    Optional<Versioned> read(Key key) {
        return await(clerk.get(key), "read the lock");
    }

    Reply ask(Command command, String purpose) {
        return await(clerk.ask(command), purpose);
    }

    /** Sends a request and does not wait for its reply. */
    void send(Command command) {
        clerk.ask(command).whenComplete((reply, failure) -> {});
    }

    private <T> T await(CompletableFuture<T> reply, String purpose) {
        try {
            return clerk.await(reply);
        } catch (LatchkeyException e) {
            throw new LockException("could not " + purpose + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            reply.cancel(false);
            Thread.currentThread().interrupt();
            throw new LockException("could not " + purpose + ": the thread was interrupted", e);
        }
    }
}
