package dev.latchkey.core.bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * The open snapshot parts of one section. Every item that belongs to one of them must be passed to {@link #keep} before it is
 * changed or removed.
 *
 * @param <T> the items
 */
public final class OpenParts<T> {

    /** A part that copies items before they change. */
    public interface Keeping<T> extends Part {

        /** Keeps {@code item} as it is now, unless it has been handed out or is newer than the snapshot. */
        void keep(T item);
    }

    /** Parts that are done stay in the list until the next call. */
    private final List<Keeping<T>> open = new ArrayList<>();

    public void add(Keeping<T> part) {
        removeDone();
        open.add(part);
    }

    /** Called for every item before it is changed or removed. */
    public void keep(T item) {
        if (!open.isEmpty()) {
            keepInAll(item);
        }
    }

    private void keepInAll(T item) {
        removeDone();
        for (int i = 0; i < open.size(); i++) {
            open.get(i).keep(item);
        }
    }

    private void removeDone() {
        open.removeIf(part -> part.left() == 0);
    }
}
