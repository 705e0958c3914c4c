package dev.latchkey.client.pages;

import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The keys with a prefix and their values, of which one page at a time is in memory. Not thread-safe. */
public final class PagedEntries implements Iterator<Listed.Entry> {

    private final PageCursor cursor;
    private final Function<ListKeys, Listed> read;
    private Iterator<Listed.Entry> page = Collections.emptyIterator();

    private PagedEntries(Prefix prefix, Function<ListKeys, Listed> read) {
        this.cursor = new PageCursor(prefix);
        this.read = read;
    }

    /**
     * Returns a sequential stream of the entries in byte order.
     *
     * @param read reads a page, blocking; called only when its first entry is needed
     */
    public static Stream<Listed.Entry> stream(Prefix prefix, Function<ListKeys, Listed> read) {
        int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new PagedEntries(prefix, read), characteristics), false);
    }

    @Override
    public boolean hasNext() {
        readUntilEntry();
        return page.hasNext();
    }

    private void readUntilEntry() {
        while (!page.hasNext() && cursor.hasMore()) {
            Listed next = read.apply(cursor.next());
            cursor.moveAfter(next);
            page = next.entries().iterator();
        }
    }

    @Override
    public Listed.Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more keys");
        }
        return page.next();
    }
}
