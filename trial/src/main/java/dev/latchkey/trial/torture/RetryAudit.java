package dev.latchkey.trial.torture;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the store with what the outcomes of all writes say, when no client writes any more. For one thread. */
final class RetryAudit {

    private final Map<Key, Reply.Listed.Entry> stored = new HashMap<>();
    private final RetryFindings findings;
    private final long revision;

    /** @throws dev.latchkey.client.clerk.LatchkeyException if the store could not be read */
    RetryAudit(Clerk clerk, RetryFindings findings) {
        this.findings = findings;
        @Nullable Key after = null;
        Reply.Listed page;
        do {
            page = clerk.list(new Command.ListKeys(Prefix.EMPTY, after, Command.ListKeys.LIMIT_MAX, true));
            for (Reply.Listed.Entry entry : page.entries()) {
                stored.put(entry.key(), entry);
                after = entry.key();
            }
        } while (page.more());
        revision = page.revision();
    }

    void compare(List<RetryClient> clients) {
        for (RetryClient client : clients) {
            client.writers().forEach(this::compare);
            client.uncertain().forEach(this::compare);
        }
        for (Key key : stored.keySet()) {
            findings.wrong(1, "key " + key + " exists, but no client has written it");
        }
        RetryFindings.Counted counted = findings.counted();
        long unknown =
                counted.unknown().values().stream().mapToLong(Long::longValue).sum();
        if (revision < counted.done() || revision > counted.done() + unknown) {
            findings.wrong(
                    Long.compare(revision, counted.done()),
                    "the store has executed " + revision + " writes; " + counted.done() + " were acknowledged, and "
                            + unknown + " more may have taken effect");
        }
    }

    private void compare(KeyWriter writer) {
        Reply.Listed.Entry found = stored.remove(writer.key());
        if (!isAt(writer.state(), found)) {
            findings.wrongState(writer.state(), found, describe(writer.key(), found) + "; expected " + writer.state());
        }
    }

    private void compare(RetryClient.Uncertain key) {
        Reply.Listed.Entry found = stored.remove(key.write().key());
        if (!isAt(key.before(), found) && !isAt(key.write().after(), found)) {
            findings.wrongState(
                    key.before(),
                    found,
                    describe(key.write().key(), found) + "; expected " + key.before() + " or "
                            + key.write().after());
        }
    }

    private static boolean isAt(KeyWriter.State state, Reply.Listed.@Nullable Entry found) {
        if (found == null) {
            return state.value().isEmpty();
        }
        return state.version().equals(found.version()) && state.value().equals(Optional.ofNullable(found.value()));
    }

    private static String describe(Key key, Reply.Listed.@Nullable Entry found) {
        return found == null
                ? "key " + key + " does not exist"
                : "key " + key + " is '" + found.value() + "' at version " + found.version();
    }
}
