package dev.latchkey.server.follow;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by prefixes, as a radix tree. The values of all prefixes of a key are found in a time that depends on the length of the key and
 * not on the number of prefixes. Not thread-safe.
 */
final class PrefixTree<T> {

    private final Node<T> root = new Node<>(new byte[0]);
    private int size;

    /** Whether there are no values. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Adds {@code value}, unless the prefix has it already. */
    void add(Prefix prefix, T value) {
        byte[] bytes = prefix.bytes;
        Node<T> node = root;
        int at = 0;
        while (at < bytes.length) {
            Node<T> child = node.child(bytes[at]);
            if (child == null) {
                child = new Node<>(Arrays.copyOfRange(bytes, at, bytes.length));
                node.put(child);
            } else {
                int common = child.common(bytes, at);
                child = common == child.label.length ? child : node.split(child, common);
            }
            at += child.label.length;
            node = child;
        }
        size += node.values.add(value) ? 1 : 0;
    }

    /** Removes {@code value} if the prefix has it. */
    void remove(Prefix prefix, T value) {
        size -= remove(root, prefix.bytes, 0, value) ? 1 : 0;
    }

    private static <T> boolean remove(Node<T> node, byte[] bytes, int at, T value) {
        if (at == bytes.length) {
            return node.values.remove(value);
        }
        Node<T> child = node.child(bytes[at]);
        if (child == null || child.common(bytes, at) < child.label.length) {
            return false;
        }
        boolean removed = remove(child, bytes, at + child.label.length, value);
        if (removed) {
            node.tidy(child);
        }
        return removed;
    }

    /** Passes the values of all prefixes of {@code key} to {@code action}, which must not change this tree. */
    void forEachPrefixOf(Key key, Consumer<T> action) {
        byte[] bytes = key.bytes;
        Node<T> node = root;
        int at = 0;
        while (node != null) {
            node.values.forEach(action);
            Node<T> child = at == bytes.length ? null : node.child(bytes[at]);
            node = child != null && child.common(bytes, at) == child.label.length ? child : null;
            at += node == null ? 0 : node.label.length;
        }
    }

    /** Passes all values to {@code action}, which must not change this tree. */
    void forEach(Consumer<T> action) {
        root.forEach(action);
    }

    /** A prefix, which consists of the labels from the root to here. A node without values has several children, unless it is the root. */
    private static final class Node<T> {

        private byte[] label;
        private Map<Byte, Node<T>> children = Map.of();
        private Set<T> values = new LinkedHashSet<>(2);

        Node(byte[] label) {
            this.label = label;
        }

        @Nullable
        Node<T> child(byte first) {
            return children.get(first);
        }

        void put(Node<T> child) {
            if (children.isEmpty()) {
                children = new HashMap<>(2);
            }
            children.put(child.label[0], child);
        }

        /** How many bytes of the label {@code bytes} has from {@code at} on. */
        int common(byte[] bytes, int at) {
            int mismatch = Arrays.mismatch(label, 0, label.length, bytes, at, bytes.length);
            return mismatch < 0 ? label.length : mismatch;
        }

        /** Puts a node between this one and {@code child}, with the first {@code length} bytes of its label, and returns it. */
        Node<T> split(Node<T> child, int length) {
            Node<T> between = new Node<>(Arrays.copyOf(child.label, length));
            child.label = Arrays.copyOfRange(child.label, length, child.label.length);
            between.put(child);
            put(between);
            return between;
        }

        /** Removes {@code child}, or merges it with its only child, if it has no values any more. */
        void tidy(Node<T> child) {
            if (!child.values.isEmpty() || child.children.size() > 1) {
                return;
            }
            if (child.children.isEmpty()) {
                children.remove(child.label[0]);
                return;
            }
            Node<T> only = child.children.values().iterator().next();
            byte[] joined = Arrays.copyOf(child.label, child.label.length + only.label.length);
            System.arraycopy(only.label, 0, joined, child.label.length, only.label.length);
            only.label = joined;
            put(only);
        }

        void forEach(Consumer<T> action) {
            values.forEach(action);
            children.values().forEach(child -> child.forEach(action));
        }
    }
}
