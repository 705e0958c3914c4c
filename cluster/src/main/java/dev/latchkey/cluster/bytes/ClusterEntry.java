package dev.latchkey.cluster.bytes;

import java.util.List;

/**
 * An entry of the replicated log: docs/format/cluster.md. It counts only if the log has it in the term that it names, and only if no
 * entry of that term with the same or a greater number comes before it.
 *
 * @param term the term whose leader has proposed the entry
 * @param number the number of the entry in that term, 1 or more
 */
public record ClusterEntry(long term, long number, List<EntryItem> items) {
    public ClusterEntry {
        items = List.copyOf(items);
    }
}
