package dev.latchkey.sim.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node of the simulated replicated log has on its disk. Everything is durable as soon as it is written. */
final class RaftDisk {

    /** An entry of the log. */
    static final class Entry {

        private final long term;
        private final byte @Nullable [] bytes;

        /** @param bytes null for an entry of the log itself */
        Entry(long term, byte @Nullable [] bytes) {
            this.term = term;
            this.bytes = bytes;
        }

        long term() {
            return term;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }

        boolean isSameAs(Entry other) {
            return term == other.term && Arrays.equals(bytes, other.bytes);
        }
    }

    /** A snapshot, which replaces the entries up to its index. */
    static final class Snapshot {

        private final long index;
        private final long term;
        private final byte[] bytes;

        Snapshot(long index, long term, byte[] bytes) {
            this.index = index;
            this.term = term;
            this.bytes = bytes;
        }

        long index() {
            return index;
        }

        long term() {
            return term;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    long term;

    @Nullable
    String votedFor;

    /** The entries after the first index. */
    private final List<Entry> entries = new ArrayList<>();

    /** The index of the last entry that is not in the log any more, and its term. */
    private long purgedIndex;

    private long purgedTerm;

    @Nullable
    Snapshot snapshot;

    long firstIndex() {
        return purgedIndex + 1;
    }

    long lastIndex() {
        return purgedIndex + entries.size();
    }

    long lastTerm() {
        return entries.isEmpty() ? purgedTerm : entries.get(entries.size() - 1).term;
    }

    /** Whether the term of that index is known. */
    boolean hasTermOf(long index) {
        return index >= purgedIndex && index <= lastIndex();
    }

    long termOf(long index) {
        return index == purgedIndex ? purgedTerm : get(index).term;
    }

    Entry get(long index) {
        return entries.get((int) (index - purgedIndex - 1));
    }

    /** The entries from an index onward, at most {@code max}. */
    List<Entry> from(long index, int max) {
        int from = (int) (index - purgedIndex - 1);
        return List.copyOf(entries.subList(from, Math.min(entries.size(), from + max)));
    }

    void append(Entry entry) {
        entries.add(entry);
    }

    /** Removes the entries from an index onward. */
    void truncate(long index) {
        entries.subList((int) (index - purgedIndex - 1), entries.size()).clear();
    }

    /** Removes the entries up to an index. */
    void purge(long index) {
        if (index > purgedIndex) {
            long termThere = termOf(index);
            entries.subList(0, (int) (index - purgedIndex)).clear();
            purgedIndex = index;
            purgedTerm = termThere;
        }
    }

    /** Replaces the log by a snapshot, unless the log goes on from it. */
    void install(Snapshot newer) {
        snapshot = newer;
        if (hasTermOf(newer.index) && termOf(newer.index) == newer.term) {
            purge(newer.index);
        } else {
            entries.clear();
            purgedIndex = newer.index;
            purgedTerm = newer.term;
        }
    }
}
