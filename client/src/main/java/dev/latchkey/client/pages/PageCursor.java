package dev.latchkey.client.pages;

import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The position in a list of keys and values that is read page by page. Not thread-safe. */
final class PageCursor {

    private final Prefix prefix;
    private @Nullable Key after;
    private boolean hasMore = true;

    PageCursor(Prefix prefix) {
        this.prefix = prefix;
    }

    /** Whether there may be another page. */
    boolean hasMore() {
        return hasMore;
    }

    /** The request for the next page. */
    ListKeys next() {
        return new ListKeys(prefix, after, ListKeys.LIMIT_DEFAULT, true);
    }

    /** Moves past a page. */
    void moveAfter(Listed page) {
        List<Listed.Entry> entries = page.entries();
        if (!entries.isEmpty()) {
            after = entries.get(entries.size() - 1).key();
        }
        hasMore = page.more() && !entries.isEmpty();
    }
}
