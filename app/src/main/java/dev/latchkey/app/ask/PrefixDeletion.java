package dev.latchkey.app.ask;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the keys with a prefix, page by page: lists a page, then deletes its keys at the versions that were listed. A key that
 * has changed in between is left.
 */
final class PrefixDeletion {

    private final AsyncClerk clerk;
    private final Prefix prefix;
    private final Consumer<String> tell;
    private long deleted;
    private long changed;
    private long unknown;

    /**
     * @param clerk a Clerk that is bound to one store, because versions are compared
     * @param tell prints a line about a key that was not deleted
     */
    PrefixDeletion(AsyncClerk clerk, Prefix prefix, Consumer<String> tell) {
        this.clerk = clerk;
        this.prefix = prefix;
        this.tell = tell;
    }

    /** The number of keys that were deleted. */
    long deleted() {
        return deleted;
    }

    /** The number of keys that were left because another client has changed or deleted them. */
    long changed() {
        return changed;
    }

    /** The number of keys that may or may not have been deleted. */
    long unknown() {
        return unknown;
    }

    /** @throws LatchkeyException if a page could not be read or a key could not be deleted; the counts then say how far it came */
    void run() {
        Key after = null;
        boolean more = true;
        while (more) {
            Listed page = FutureResult.resultOf(clerk.list(new ListKeys(prefix, after, ListKeys.LIMIT_DEFAULT, false)));
            delete(page);
            more = page.more();
            after = page.entries().isEmpty()
                    ? null
                    : page.entries().get(page.entries().size() - 1).key();
        }
    }

    private void delete(Listed page) {
        Map<Key, CompletableFuture<PutOutcome>> deletes = new LinkedHashMap<>();
        page.entries().forEach(entry -> deletes.put(entry.key(), clerk.delete(entry.key(), entry.version())));
        LatchkeyException failed = null;
        for (Map.Entry<Key, CompletableFuture<PutOutcome>> each : deletes.entrySet()) {
            LatchkeyException failure = count(each.getKey(), each.getValue());
            failed = failed == null ? failure : failed;
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Waits for the outcome and counts it. Returns why the key could not be deleted. */
    private @Nullable LatchkeyException count(Key key, CompletableFuture<PutOutcome> delete) {
        try {
            Runnable counted = FutureResult.resultOf(delete)
                    .fold(
                            version -> () -> deleted++,
                            current -> () -> left(key, "is at version " + current + " now"),
                            () -> () -> left(key, "was deleted by another client"),
                            cause -> () -> {
                                unknown++;
                                tell.accept("outcome unknown: " + ListCommand.shown(key)
                                        + " may or may not have been deleted (" + cause + ")");
                            });
            counted.run();
            return null;
        } catch (LatchkeyException e) {
            return e;
        }
    }

    private void left(Key key, String why) {
        changed++;
        tell.accept("not deleted: " + ListCommand.shown(key) + " has changed and " + why);
    }
}
