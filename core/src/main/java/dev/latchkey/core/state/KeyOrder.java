package dev.latchkey.core.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The entries in byte order of their keys: several sorted runs, which are merged when they are read. A new entry is appended to the
 * recent run, which is sorted only when it is full or read, so creating many keys costs little more for their order than sorting
 * numbers.
 *
 * <p>Why not a tree: finding the place of a new key among a million costs several cache misses, more than all the rest of a
 * write. Reads pay for it: each starts with a binary search in every run, about 16 of them for a million keys.
 */
final class KeyOrder {

    private final int runMax;

    /** All of them sorted and at least half full. */
    private final List<KeyRun> runs = new ArrayList<>();

    private KeyRun recent;

    /** Whether entries have moved to the recent run since it was sorted. */
    private boolean hasMoved;

    /** @param runMax the maximum size of a run, 1 to {@value KeyRun#SIZE_MAX}; it bounds the pause for sorting a full run */
    KeyOrder(int runMax) {
        this.runMax = runMax;
        this.recent = new KeyRun(runMax);
    }

    /** Adds an entry whose key is absent. */
    void add(Entry entry) {
        if (recent.isFull()) {
            recent.sort();
            runs.add(recent);
            recent = new KeyRun(runMax);
        }
        recent.add(entry);
    }

    /** Adds an entry whose key is greater than all others. */
    void addLast(Entry entry) {
        add(entry);
        recent.countSorted();
    }

    /** Removes an entry that is present. */
    void remove(Entry entry) {
        KeyRun run = entry.remove();
        run.countRemoved();
        if (run != recent && run.isSmall()) {
            runs.remove(run);
            for (int i = 0; i < run.size(); i++) {
                if (!run.at(i).isRemoved()) {
                    add(run.at(i));
                    hasMoved = true;
                }
            }
        }
    }

    /** Returns the entries from the key {@code first} onward, including or excluding it. Valid until the next change. */
    Iterator<Entry> from(byte[] first, boolean inclusive) {
        settle();
        Walk walk = walk(first, Integer.MAX_VALUE, Long.MAX_VALUE);
        Entry next = walk.peek();
        if (!inclusive && next != null && next.compareKey(first) == 0) {
            walk.next();
        }
        return walk;
    }

    /** Sorts all entries. */
    void settle() {
        recent.sort();
        hasMoved = false;
    }

    /**
     * Returns the entries from the key {@code first} onward that were present when the order was last {@linkplain #settle settled}
     * and have not been written after {@code revision}. It can also return entries that were created or written later, and removed
     * ones. Valid until the next change.
     *
     * <p>Why not all entries: a snapshot does not need those that were created later, and sorting and skipping them for each piece
     * would cost more than all the rest of a snapshot that is taken while keys are created.
     *
     * @param passedMax the number of removed entries that are skipped; further ones are returned like the others, so that a caller
     *     with a bounded amount of work can count them. Several entries of the same key are returned in any order
     */
    Walk settled(byte[] first, int passedMax, long revision) {
        if (hasMoved) {
            settle();
        }
        return walk(first, passedMax, revision);
    }

    private Walk walk(byte[] first, int passedMax, long revision) {
        Walk walk = new Walk(passedMax);
        for (KeyRun run : runs) {
            walk.add(run, first, revision);
        }
        walk.add(recent, first, revision);
        return walk;
    }

    int runs() {
        return runs.size() + 1;
    }

    /** A merge of the sorted entries of all runs: one cursor per run, ordered by the next key. */
    static final class Walk implements Iterator<Entry> {

        private final PriorityQueue<Cursor> cursors =
                new PriorityQueue<>(Comparator.comparing(Cursor::entry, Entry.BY_KEY));

        private int passable;

        private Walk(int passedMax) {
            passable = passedMax;
        }

        private void add(KeyRun run, byte[] first, long revision) {
            if (run.allCameAfter(revision)) {
                return;
            }
            Cursor cursor = new Cursor(run, run.firstFrom(first));
            if (reachesEntry(cursor)) {
                cursors.add(cursor);
            }
        }

        @Override
        public boolean hasNext() {
            return !cursors.isEmpty();
        }

        /** Returns the next entry without advancing; null at the end. */
        @Nullable
        Entry peek() {
            Cursor first = cursors.peek();
            return first == null ? null : first.entry();
        }

        /** Skips removed entries, and returns whether another entry is left. */
        private boolean reachesEntry(Cursor cursor) {
            while (passable > 0 && cursor.isOnEntry() && cursor.entry().isRemoved()) {
                cursor.at++;
                passable--;
            }
            return cursor.isOnEntry();
        }

        @Override
        public Entry next() {
            Cursor first = cursors.poll();
            if (first == null) {
                throw new NoSuchElementException();
            }
            Entry entry = first.entry();
            first.at++;
            if (reachesEntry(first)) {
                cursors.add(first);
            }
            return entry;
        }
    }

    private static final class Cursor {

        private final KeyRun run;
        private int at;

        Cursor(KeyRun run, int at) {
            this.run = run;
            this.at = at;
        }

        Entry entry() {
            return run.at(at);
        }

        boolean isOnEntry() {
            return at < run.sorted();
        }
    }
}
