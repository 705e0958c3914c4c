package dev.latchkey.trial.record;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state that the store must have once no client writes some of its keys any more: the exact state of these settled keys, and the
 * number of writes. Independent of the linearizability checker. For one thread.
 */
public final class Ledger {

    private final Prefix prefix;

    private final Map<Key, Versioned> present = new HashMap<>();
    private final Set<Key> absent = new HashSet<>();
    private long revision;
    private long done;
    private long unknown;

    /** @param prefix the prefix of all keys that clients write */
    public Ledger(Prefix prefix) {
        this.prefix = prefix;
    }

    /** Adds keys that no client writes any more; their state must not change from now on. */
    public void settle(FinalReads look) {
        look.found().forEach((key, found) -> {
            if (found.isPresent()) {
                present.put(key, found.get());
            } else {
                absent.add(key);
            }
        });
        done += look.done();
        unknown += look.unknown();
    }

    /**
     * Compares the settled keys with the store.
     *
     * @throws GuaranteeViolatedException if they differ
     * @throws dev.latchkey.client.clerk.LatchkeyException if the Clerk does
     */
    public void compare(Clerk clerk) {
        Map<Key, Reply.Listed.Entry> stored = list(clerk);
        present.forEach((key, expected) -> {
            Reply.Listed.Entry found = stored.get(key);
            require(found != null, key, "is missing; it was at version " + expected.version());
            if (found != null) {
                require(
                        found.version().equals(expected.version()) && Objects.equals(expected.value(), found.value()),
                        key,
                        "is '" + found.value() + "' at version " + found.version() + "; it was '" + expected.value()
                                + "' at version " + expected.version());
            }
        });
        absent.forEach(key -> require(!stored.containsKey(key), key, "exists again; it had been deleted"));
    }

    private static void require(boolean holds, Key key, String otherwise) {
        if (!holds) {
            throw new GuaranteeViolatedException("key " + key + ", which no client writes any more, " + otherwise);
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

    private Reply.Listed page(Clerk clerk, @Nullable Key after) {
        return clerk.list(new Command.ListKeys(prefix, after, Command.ListKeys.LIMIT_MAX, true));
    }

    private void reached(long newRevision) {
        if (newRevision < revision) {
            throw new GuaranteeViolatedException("the revision went back from " + revision + " to " + newRevision);
        }
        revision = newRevision;
    }

    /**
     * Compares the number of writes in the store with the number that clients observed. Call when all keys are settled.
     *
     * @throws GuaranteeViolatedException if a write was lost or took effect twice
     */
    public void requireEachWriteOnce(Clerk clerk) {
        reached(page(clerk, null).revision());
        if (revision < done || revision > done + unknown) {
            throw new GuaranteeViolatedException("the store has executed " + revision + " writes; " + done
                    + " were acknowledged, and " + unknown + " more may have taken effect");
        }
    }

    int keys() {
        return present.size() + absent.size();
    }

    /** The number of acknowledged writes on settled keys. */
    public long done() {
        return done;
    }
}
