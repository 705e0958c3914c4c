package dev.latchkey.check.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link FifoQueue}: an immutable queue that shares its elements with the queues that it was made from. Adding an
 * element takes constant time, removing one logarithmic time, and the hash is known at any time.
 */
public final class QueueContent {

    static final QueueContent EMPTY = new QueueContent(null, 0);

    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    /** The element added last; null if none was ever added. Elements that were removed remain reachable from it. */
    private final @Nullable Link last;

    private final int size;

    private QueueContent(@Nullable Link last, int size) {
        this.last = last;
        this.size = size;
    }

    /** An element and those that were added before it. */
    private static final class Link {

        private final Object element;
        private final @Nullable Link before;

        /** An earlier link, chosen so that any link can be reached in a logarithmic number of steps (a skew-binary list). */
        private final @Nullable Link jump;

        /** The number of elements up to this one. */
        private final int depth;

        /** The hash of all elements up to this one: a polynomial, so that the hash of any part of them can be derived. */
        private final long hash;

        Link(Object element, @Nullable Link before) {
            this.element = element;
            this.before = before;
            depth = depth(before) + 1;
            hash = hash(before) * FACTOR + element.hashCode();
            @Nullable Link far = before == null ? null : before.jump;
            boolean isEven = before != null && far != null && depth(before) - far.depth == far.depth - depth(far.jump);
            jump = isEven && far != null ? far.jump : before;
        }

        private static int depth(@Nullable Link link) {
            return link == null ? 0 : link.depth;
        }

        private static long hash(@Nullable Link link) {
            return link == null ? 0 : link.hash;
        }

        /** Returns the link of this depth; null for 0. */
        private static @Nullable Link at(@Nullable Link from, int depth) {
            @Nullable Link link = from;
            while (link != null && link.depth > depth) {
                link = depth(link.jump) >= depth ? link.jump : link.before;
            }
            return link;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    QueueContent with(Object element) {
        return new QueueContent(new Link(element, last), size + 1);
    }

    /** Returns the first element. Requires that the queue is not empty. */
    Object first() {
        Link first = Link.at(last, Link.depth(last) - size + 1);
        if (first == null || size == 0) {
            throw new IllegalStateException("an empty queue has no first element");
        }
        return first.element;
    }

    QueueContent withoutFirst() {
        return new QueueContent(last, size - 1);
    }

    /** Two queues that were made from the same one differ only in the elements added since, and those are compared first. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof QueueContent queue) || size != queue.size || longHash() != queue.longHash()) {
            return false;
        }
        @Nullable Link mine = last;
        @Nullable Link theirs = queue.last;
        for (int left = size; left > 0 && mine != theirs; left--) {
            if (mine == null || theirs == null || !mine.element.equals(theirs.element)) {
                return false;
            }
            mine = mine.before;
            theirs = theirs.before;
        }
        return true;
    }

    private long longHash() {
        long removed = Link.hash(Link.at(last, Link.depth(last) - size));
        return Link.hash(last) - removed * power(size);
    }

    private static long power(int exponent) {
        long power = 1;
        long square = FACTOR;
        for (int left = exponent; left > 0; left >>>= 1) {
            power *= (left & 1) == 1 ? square : 1;
            square *= square;
        }
        return power;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(longHash());
    }

    @Override
    public String toString() {
        Deque<Object> elements = new ArrayDeque<>();
        @Nullable Link link = last;
        for (int left = size; left > 0 && link != null; left--) {
            elements.addFirst(link.element);
            link = link.before;
        }
        return elements.toString();
    }
}
