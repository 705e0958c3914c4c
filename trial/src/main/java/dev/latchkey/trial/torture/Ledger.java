package dev.latchkey.trial.torture;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import dev.latchkey.trial.record.LastLook;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the store must hold, whatever happens: the keys that nobody writes any more, exactly; and of all writes their number. It knows
 * nothing of how histories are judged. For one thread.
 */
final class Ledger {

    private final Map<Key, Versioned> present = new HashMap<>();
    private final Set<Key> absent = new HashSet<>();
    private long revision;
    private long done;
    private long doubtful;

    /** From now on these keys stay as they are. */
    void settle(LastLook look) {
        look.found().forEach((key, found) -> {
            if (found.isPresent()) {
                present.put(key, found.get());
            } else {
                absent.add(key);
            }
        });
        done += look.done();
        doubtful += look.doubtful();
    }

    /**
     * Compares the store with it.
     *
     * @throws BrokenPromiseException if they differ
     * @throws dev.latchkey.client.clerk.LatchkeyException as the Clerk does
     */
    void compare(Clerk clerk) {
        Map<Key, Reply.Listed.Entry> stored = list(clerk);
        present.forEach((key, expected) -> {
            Reply.Listed.Entry found = stored.get(key);
            require(found != null, key, "is gone; it was at version " + expected.version());
            if (found != null) {
                require(
                        found.version().equals(expected.version()) && Objects.equals(expected.value(), found.value()),
                        key,
                        "is '" + found.value() + "' at version " + found.version() + "; it was '" + expected.value()
                                + "' at version " + expected.version());
            }
        });
        absent.forEach(key -> require(!stored.containsKey(key), key, "is there again; it had been deleted"));
    }

    private static void require(boolean holds, Key key, String otherwise) {
        if (!holds) {
            throw new BrokenPromiseException("key " + key + ", which nobody writes any more, " + otherwise);
        }
    }

    private Map<Key, Reply.Listed.Entry> list(Clerk clerk) {
        Map<Key, Reply.Listed.Entry> entries = new HashMap<>();
        Optional<Reply.Listed> page = Optional.of(page(clerk, null));
        while (page.isPresent()) {
            Reply.Listed listed = page.get();
            reached(listed.revision());
            listed.entries().forEach(entry -> entries.put(entry.key(), entry));
            page = listed.more()
                    ? Optional.of(page(
                            clerk,
                            listed.entries().get(listed.entries().size() - 1).key()))
                    : Optional.empty();
        }
        return entries;
    }

    private static Reply.Listed page(Clerk clerk, @Nullable Key after) {
        return clerk.list(new Command.ListKeys(Prefix.EMPTY, after, Command.ListKeys.LIMIT_MAX, true));
    }

    private void reached(long newRevision) {
        if (newRevision < revision) {
            throw new BrokenPromiseException("the revision was " + revision + " and is " + newRevision);
        }
        revision = newRevision;
    }

    /**
     * To be called when all keys are settled: whether there are as many writes as were answered, or may have been done.
     *
     * @throws BrokenPromiseException if one was lost, or done twice
     */
    void requireEachWriteOnce(Clerk clerk) {
        reached(page(clerk, null).revision());
        if (revision < done || revision > done + doubtful) {
            throw new BrokenPromiseException("the store has done " + revision + " writes; " + done
                    + " were acknowledged, and " + doubtful + " more may have been done");
        }
    }

    int keys() {
        return present.size() + absent.size();
    }

    /** How many writes were acknowledged, on settled keys. */
    long done() {
        return done;
    }
}
