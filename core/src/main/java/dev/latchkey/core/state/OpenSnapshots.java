package dev.latchkey.core.state;

import java.util.ArrayList;
import java.util.List;

/** The snapshots that are not done: each must hear of what is about to go that belongs to its moment. */
final class OpenSnapshots {

    /** The most at once; each costs every write a look. */
    static final int SIZE_MAX = 8;

    private final List<StateSnapshot> open = new ArrayList<>(SIZE_MAX);

    boolean isEmpty() {
        return open.isEmpty();
    }

    void checkRoom() {
        if (open.size() == SIZE_MAX) {
            throw new IllegalStateException(SIZE_MAX + " snapshots are open, and there may be no more at once");
        }
    }

    void add(StateSnapshot snapshot) {
        checkRoom();
        open.add(snapshot);
    }

    void forget(StateSnapshot snapshot) {
        open.remove(snapshot);
    }

    /** Called before {@code entry} is written anew or removed. */
    void keep(Entry entry) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).keep(entry);
        }
    }

    /** Called before {@code tombstone} is removed. */
    void keep(Tombstone tombstone) {
        for (int i = 0; i < open.size(); i++) {
            open.get(i).keep(tombstone);
        }
    }
}
