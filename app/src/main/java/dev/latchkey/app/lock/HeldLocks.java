package dev.latchkey.app.lock;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists the locks of a store that are held, in byte order of their names. */
final class HeldLocks {

    private static final String KEY_PREFIX = "lock/";

    private final Clerk clerk;
    private final boolean json;
    private final Consumer<String> print;

    /** @param print prints a line */
    HeldLocks(Clerk clerk, boolean json, Consumer<String> print) {
        this.clerk = clerk;
        this.json = json;
        this.print = print;
    }

    /** Reads the locks in pages and prints a line for each. */
    void printAll() {
        @Nullable Key from = null;
        boolean more = true;
        while (more) {
            Reply.Listed page = clerk.list(new ListKeys(Prefix.of(KEY_PREFIX), from, ListKeys.LIMIT_DEFAULT, true));
            for (Reply.Listed.Entry entry : page.entries()) {
                print(entry);
                from = entry.key();
            }
            more = page.more();
        }
    }

    private void print(Reply.Listed.Entry entry) {
        Value value = entry.value();
        Optional<LockHolder> holder =
                value == null ? Optional.empty() : LockHolder.of(new Versioned(value, entry.version(), 0));
        String name = entry.key().utf8().substring(KEY_PREFIX.length());
        holder.ifPresent(held -> print.accept(json ? HolderPrinter.json(name, held) : HolderPrinter.line(name, held)));
    }
}
