package dev.latchkey.check.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The state of an {@link ElementSet}: an immutable set that shares most of its memory with the sets that it was made from. Adding
 * and removing an element take logarithmic time, and the hash is known at any time. (A treap by the hash of the elements, whose
 * shape depends on nothing but these, so that equal sets have equal trees.)
 */
public final class SetContent {

    static final SetContent EMPTY = new SetContent(null);

    private final @Nullable Node root;

    private SetContent(@Nullable Node root) {
        this.root = root;
    }

    /** The elements of one hash, and the subtrees of smaller and greater hashes. */
    private static final class Node {

        private final int key;
        private final Object[] elements;
        private final @Nullable Node left;
        private final @Nullable Node right;
        private final int size;
        private final int hash;

        Node(int key, Object[] elements, @Nullable Node left, @Nullable Node right) {
            this.key = key;
            this.elements = elements;
            this.left = left;
            this.right = right;
            size = elements.length + size(left) + size(right);
            hash = elements.length * mixed(key) + hash(left) + hash(right);
        }

        static int size(@Nullable Node node) {
            return node == null ? 0 : node.size;
        }

        static int hash(@Nullable Node node) {
            return node == null ? 0 : node.hash;
        }

        Node with(@Nullable Node newLeft, @Nullable Node newRight) {
            return new Node(key, elements, newLeft, newRight);
        }

        Node with(Object[] newElements) {
            return new Node(key, newElements, left, right);
        }

        /** The parent of two nodes is the one of greater priority. */
        boolean isAbove(Node other) {
            int compared = Integer.compare(mixed(~key), mixed(~other.key));
            return compared > 0 || (compared == 0 && key < other.key);
        }

        boolean contains(Object element) {
            return Arrays.asList(elements).contains(element);
        }
    }

    /** The finalizer of MurmurHash3 for 32 bits. */
    private static int mixed(int number) {
        int h = number;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ h >>> 16;
    }

    int size() {
        return Node.size(root);
    }

    boolean contains(Object element) {
        @Nullable Node node = root;
        int key = element.hashCode();
        while (node != null && node.key != key) {
            node = key < node.key ? node.left : node.right;
        }
        return node != null && node.contains(element);
    }

    /** Returns whether this set has the same elements as a collection without duplicates. */
    boolean hasExactly(Collection<?> elements) {
        return elements.size() == size() && elements.stream().allMatch(this::contains);
    }

    SetContent with(Object element) {
        return contains(element) ? this : new SetContent(with(root, element.hashCode(), element));
    }

    private static Node with(@Nullable Node node, int key, Object element) {
        if (node == null) {
            return new Node(key, new Object[] {element}, null, null);
        }
        if (key == node.key) {
            Object[] more = Arrays.copyOf(node.elements, node.elements.length + 1);
            more[node.elements.length] = element;
            return node.with(more);
        }
        if (key < node.key) {
            Node left = with(node.left, key, element);
            return left.isAbove(node)
                    ? left.with(left.left, node.with(left.right, node.right))
                    : node.with(left, node.right);
        }
        Node right = with(node.right, key, element);
        return right.isAbove(node)
                ? right.with(node.with(node.left, right.left), right.right)
                : node.with(node.left, right);
    }

    SetContent without(Object element) {
        return contains(element) ? new SetContent(without(root, element.hashCode(), element)) : this;
    }

    private static @Nullable Node without(@Nullable Node node, int key, Object element) {
        if (node == null) {
            return null;
        }
        if (key < node.key) {
            return node.with(without(node.left, key, element), node.right);
        }
        if (key > node.key) {
            return node.with(node.left, without(node.right, key, element));
        }
        Object[] fewer = Arrays.stream(node.elements)
                .filter(other -> !other.equals(element))
                .toArray();
        return fewer.length > 0 ? node.with(fewer) : merged(node.left, node.right);
    }

    /** Merges two trees; all keys of the first are smaller than those of the second. */
    private static @Nullable Node merged(@Nullable Node left, @Nullable Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.isAbove(right)
                ? left.with(left.left, merged(left.right, right))
                : right.with(merged(left, right.left), right.right);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SetContent set && same(root, set.root);
    }

    private static boolean same(@Nullable Node one, @Nullable Node other) {
        if (one == other) {
            return true;
        }
        return one != null
                && other != null
                && one.hash == other.hash
                && one.key == other.key
                && one.elements.length == other.elements.length
                && Arrays.asList(one.elements).containsAll(Arrays.asList(other.elements))
                && same(one.left, other.left)
                && same(one.right, other.right);
    }

    @Override
    public int hashCode() {
        return Node.hash(root);
    }

    @Override
    public String toString() {
        StringJoiner joined = new StringJoiner(", ", "[", "]");
        join(root, joined);
        return joined.toString();
    }

    private static void join(@Nullable Node node, StringJoiner joined) {
        if (node != null) {
            join(node.left, joined);
            Arrays.stream(node.elements).forEach(element -> joined.add(element.toString()));
            join(node.right, joined);
        }
    }
}
