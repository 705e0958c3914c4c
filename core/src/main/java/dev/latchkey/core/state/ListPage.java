package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Builds one page of {@link Command.ListKeys}. A page is bounded in entries and in bytes, and always holds the first entry. */
final class ListPage {

    /** A page ends before its keys, values and {@link #ENTRY_FRAME_BYTES} each exceed this. */
    static final int BYTES_MAX = 1_048_576;

    /** The most bytes that one entry takes on a connection in addition to its key and value. */
    static final int ENTRY_FRAME_BYTES = 64;

    private final Command.ListKeys command;
    private final List<Reply.Listed.Entry> page = new ArrayList<>();
    private int bytes;

    ListPage(Command.ListKeys command) {
        this.command = command;
    }

    /** @param entries the entries in order, from the first that can have a prefix and belong to the page */
    Reply.Listed of(Function<Prefix, Iterator<Entry>> entries, long revision) {
        boolean more = false;
        for (Prefix prefix : command.only().within(command.prefix()).prefixes()) {
            more = more || fill(prefix, entries.apply(prefix));
        }
        return new Reply.Listed(revision, more, page);
    }

    /** Adds the entries with that prefix, and returns whether one of them has no place on the page. */
    private boolean fill(Prefix prefix, Iterator<Entry> entries) {
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (!entry.startsWith(prefix)) {
                break;
            }
            bytes += entry.key.length + ENTRY_FRAME_BYTES + (command.values() ? entry.valueLength() : 0);
            if (page.size() == command.limit() || (bytes > BYTES_MAX && !page.isEmpty())) {
                return true;
            }
            page.add(new Reply.Listed.Entry(entry.key(), command.values() ? entry.value() : null, entry.version()));
        }
        return false;
    }
}
