package dev.latchkey.core.bytes;

/**
 * One kind of state, such as the entries or the tombstones. A snapshot holds the number of items of each section and then the
 * items of one section after another, always in the same order of sections. To add a kind of state, implement this interface in
 * one class and append the section to those of the state machine; such a change needs a new format version.
 */
public interface Section {

    /** Returns the plural noun for the items, for messages. */
    String name();

    /** Returns the largest number of items that a valid state can hold. */
    int itemsMax();

    /**
     * Returns the items as they are now. The section must pass every item to the part before it changes or removes the item,
     * until no item of the part is left.
     *
     * @param revision the revision of the store now
     */
    Part part(long revision);

    /**
     * Returns a loader for this section, which must be empty.
     *
     * @param revision the revision of the store that is restored
     * @param items the number of items that it will load
     * @throws UnreadableException if no valid state has so many items
     */
    Loader loader(long revision, long items);

    /** Restores items in the order in which a {@link Part} hands them out. */
    @FunctionalInterface
    interface Loader {

        /**
         * Reads the next item and adds it to the section.
         *
         * @throws UnreadableException if the item is invalid, or cannot follow those before it
         */
        void load(StateReader in);
    }
}
