package dev.latchkey.trial.verify;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import java.util.Optional;

/**
 * The result of deleting the keys of a run.
 *
 * @param removed the number of deleted keys
 * @param failure why not all keys were deleted; empty if all were
 */
public record Cleanup(long removed, Optional<String> failure) {

    private static final int LISTINGS_MAX = 1_000;

    /** Deletes all keys that start with {@code prefix}. Blocks for as long as the Clerk takes. */
    static Cleanup of(Clerk clerk, String prefix) {
        long removed = 0;
        try {
            for (int i = 0; i < LISTINGS_MAX; i++) {
                Reply.Listed page = clerk.list(prefix);
                if (page.entries().isEmpty()) {
                    return new Cleanup(removed, Optional.empty());
                }
                for (Reply.Listed.Entry entry : page.entries()) {
                    Key key = entry.key();
                    PutOutcome outcome = clerk.delete(key, entry.version());
                    removed += outcome instanceof PutOutcome.Ok ? 1 : 0;
                }
            }
            return new Cleanup(
                    removed,
                    Optional.of("keys that start with " + prefix + " remain after " + LISTINGS_MAX + " listings"));
        } catch (LatchkeyException | IllegalArgumentException e) { // why: a faulty server may list invalid keys
            return new Cleanup(removed, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
