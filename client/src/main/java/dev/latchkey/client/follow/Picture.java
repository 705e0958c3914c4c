package dev.latchkey.client.follow;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a prefix while it is read: pages, each as of its own revision, and the events since before the first page. Once all events
 * up to the revision of the last page are included, it is the state as of one revision. Not thread-safe.
 */
final class Picture {

    /**
     * A key as of a revision.
     *
     * @param value null if the key does not exist
     * @param asOf the revision of the event or of the page that shows it
     */
    private record Cell(@Nullable Value value, Version version, long asOf) {}

    private final Prefix prefix;
    private final NavigableMap<Key, Cell> cells = new TreeMap<>(Key::compareBytes);
    private long bytes;
    private @Nullable Key lastRead;
    private boolean allRead;
    private long readAsOf;

    Picture(Prefix prefix) {
        this.prefix = prefix;
    }

    /** The request for the next page. */
    Command.ListKeys nextPage() {
        return new Command.ListKeys(prefix, lastRead, Command.ListKeys.LIMIT_DEFAULT, true);
    }

    boolean isAllRead() {
        return allRead;
    }

    /** The revision up to which all events must be included, once all pages are. */
    long readAsOf() {
        return readAsOf;
    }

    /** About the memory that the picture takes. */
    long bytes() {
        return bytes;
    }

    void add(Listed page) {
        List<Listed.Entry> entries = page.entries();
        for (Listed.Entry entry : entries) {
            set(entry.key(), new Cell(entry.value(), entry.version(), page.revision()));
        }
        readAsOf = Math.max(readAsOf, page.revision());
        allRead = !page.more() || entries.isEmpty();
        if (!entries.isEmpty()) {
            lastRead = entries.get(entries.size() - 1).key();
        }
    }

    void add(List<KeyEvent> step) {
        for (KeyEvent event : step) {
            set(event.key(), new Cell(event.value(), event.version(), event.revision()));
        }
    }

    /** Why the revision decides: a page can be older than an event that has arrived before it, and newer than one that comes later. */
    private void set(Key key, Cell cell) {
        Cell known = cells.get(key);
        if (known == null || known.asOf() < cell.asOf()) {
            cells.put(key, cell);
            bytes += bytesOf(key, cell) - (known == null ? 0 : bytesOf(key, known));
        }
    }

    private static long bytesOf(Key key, Cell cell) {
        int value = cell.value() == null ? 0 : cell.value().length();
        return (long) HistoryLimits.EVENT_BYTES + key.length() + value;
    }

    /** The keys that exist, in byte order. */
    List<Listed.Entry> entries() {
        List<Listed.Entry> entries = new ArrayList<>(cells.size());
        cells.forEach((key, cell) -> {
            if (cell.value() != null) {
                entries.add(new Listed.Entry(key, cell.value(), cell.version()));
            }
        });
        return entries;
    }
}
