package dev.latchkey.core.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The entries that are there, in byte order of their keys: several sorted runs, merged as they are read. A new entry goes to the
 * one run that is not sorted until somebody asks or it is full, so that a store of many new keys spends on their order little
 * more than it takes to sort numbers.
 *
 * <p>Why not a tree: to find a new key's place among a million costs several misses of the processor's caches, more than all the
 * rest of a write. Reading pays for it: it begins with a binary search in every run, of which there are about 16 for a million
 * keys.
 */
final class KeyOrder {

    private final int runMax;

    /** All sorted and at least half full. */
    private final List<KeyRun> runs = new ArrayList<>();

    private KeyRun recent;

    /** Entries have moved to the recent run since it was sorted. */
    private boolean hasMoved;

    /** @param runMax the most entries of a run, 1 to {@value KeyRun#SIZE_MAX}; the pause to sort a full one is bounded by it */
    KeyOrder(int runMax) {
        this.runMax = runMax;
        this.recent = new KeyRun(runMax);
    }

    /** Adds an entry whose key is not there. */
    void add(Entry entry) {
        if (recent.isFull()) {
            recent.sort();
            runs.add(recent);
            recent = new KeyRun(runMax);
        }
        recent.add(entry);
    }

    /** Adds an entry whose key comes behind all that are there. */
    void addLast(Entry entry) {
        add(entry);
        recent.countSorted();
    }

    /** Removes an entry that is there. */
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

    /** The entries from the key {@code first} on, with it or without. Good until the next change. */
    Iterator<Entry> from(byte[] first, boolean inclusive) {
        settle();
        Walk walk = walk(first, Integer.MAX_VALUE, Long.MAX_VALUE);
        Entry next = walk.peek();
        if (!inclusive && next != null && next.compareKey(first) == 0) {
            walk.next();
        }
        return walk;
    }

    /** Brings all entries in order. */
    void settle() {
        recent.sort();
        hasMoved = false;
    }

    /**
     * The entries from the key {@code first} on that were there when the order was last {@linkplain #settle settled} and have not been
     * written after {@code revision}, with some that came or were written later, and now and then one that is removed. Good until the
     * next change.
     *
     * <p>Why not all: those who walk through a moment in pieces need none that came later, and to bring these in order for each
     * piece, and to pass over them, cost more than all the rest of a snapshot that is taken while keys are created.
     *
     * @param passedMax so many removed ones are passed over; those behind come with the others, so that whoever must not take long
     *     gets to know of them. Several with the same key come in any order
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

    /** A place in each run that has entries in order left; the one whose key comes next is first. */
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

        /** What {@link #next} would return; null at the end. */
        @Nullable
        Entry peek() {
            Cursor first = cursors.peek();
            return first == null ? null : first.entry();
        }

        /** Passes over removed entries; whether another entry is left. */
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
