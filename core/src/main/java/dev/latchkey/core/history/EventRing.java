package dev.latchkey.core.history;

import org.jspecify.annotations.Nullable;

/** A queue of events in an array that grows to the largest number of events in it. */
final class EventRing {

    private static final int CAPACITY_MIN = 16;

    private @Nullable Event[] events = new Event[CAPACITY_MIN];

    /** The index of the oldest event. */
    private int first;

    private int size;

    int size() {
        return size;
    }

    /** Adds an event after all others. */
    void add(Event event) {
        if (size == events.length) {
            grow();
        }
        events[slot(size)] = event;
        size++;
    }

    /** Returns the event after {@code index} older ones. */
    Event get(int index) {
        Event event = index < 0 || index >= size ? null : events[slot(index)];
        if (event == null) {
            throw new IndexOutOfBoundsException("event " + index + " of " + size);
        }
        return event;
    }

    /** Removes the oldest event. */
    Event remove() {
        Event oldest = get(0);
        events[first] = null;
        first = slot(1);
        size--;
        return oldest;
    }

    private int slot(int index) {
        return (first + index) & (events.length - 1);
    }

    private void grow() {
        @Nullable Event[] larger = new Event[2 * events.length];
        for (int i = 0; i < size; i++) {
            larger[i] = events[slot(i)];
        }
        events = larger;
        first = 0;
    }
}
