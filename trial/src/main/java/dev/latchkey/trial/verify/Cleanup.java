package dev.latchkey.trial.verify;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import java.util.Optional;

/**
 * What became of the keys of a run.
 *
 * @param removed how many were deleted
 * @param failure why not all of them; empty if all were
 */
public record Cleanup(long removed, Optional<String> failure) {

    private static final int LISTINGS_MAX = 1_000;

    /** Deletes every key that begins with {@code prefix}. Blocks, for as long as the Clerk takes. */
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
                    removed, Optional.of("too many keys begin with " + prefix + " for " + LISTINGS_MAX + " listings"));
        } catch (LatchkeyException | IllegalArgumentException e) { // why: a broken server may list what cannot be
            return new Cleanup(removed, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
