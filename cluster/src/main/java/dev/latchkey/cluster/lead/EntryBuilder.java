package dev.latchkey.cluster.lead;

import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.EntryStep;
import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts writes into an entry: consecutive writes of one group become one item. */
final class EntryBuilder {

    private EntryBuilder() {}

    /** Returns the entry of {@code writes}, of which those that have a reply were refused. */
    static ClusterEntry build(long term, long number, List<PendingWrite> writes) {
        List<EntryItem> items = new ArrayList<>();
        int from = 0;
        while (from < writes.size()) {
            int to = from + 1;
            while (to < writes.size() && writes.get(to - 1).isBefore(writes.get(to))) {
                to++;
            }
            items.add(item(writes.subList(from, to)));
            from = to;
        }
        return new ClusterEntry(term, number, items);
    }

    private static EntryItem item(List<PendingWrite> writes) {
        PendingWrite first = writes.get(0);
        if (first.isByLeader()) {
            List<LogRecord.Write> ends =
                    writes.stream().map(PendingWrite::write).toList();
            return new EntryItem.Ends(ends);
        }
        List<EntryStep> steps = writes.stream().map(EntryBuilder::step).toList();
        return new EntryItem.Slice(first.run(), first.group(), first.position(), steps);
    }

    private static EntryStep step(PendingWrite write) {
        @Nullable Reply reply = write.queued().reply();
        if (reply == null) {
            return new EntryStep.Execute(write.write());
        }
        if (reply instanceof Reply.Refused refused) {
            return new EntryStep.Refuse(refused.reason());
        }
        throw new IllegalStateException(write.write().command() + " has a reply before it is proposed: " + reply);
    }
}
