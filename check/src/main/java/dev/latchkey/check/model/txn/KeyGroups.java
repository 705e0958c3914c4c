package dev.latchkey.check.model.txn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The connected groups of keys: keys that occur together in one operation belong to one group. The operations on different groups can be
 * checked separately, because no operation touches two of them. Union-find, with the first key of a group as its root.
 */
public final class KeyGroups {

    private final Map<Object, Object> parents = new HashMap<>();

    private KeyGroups() {}

    /**
     * Returns the operations of each group, in their order. The groups are ordered by their first operation.
     *
     * @param keys the keys of an operation, at least one
     */
    public static <T> List<List<T>> of(Collection<T> operations, Function<T, List<Object>> keys) {
        KeyGroups groups = new KeyGroups();
        for (T operation : operations) {
            List<Object> together = keys.apply(operation);
            together.forEach(key -> groups.join(together.get(0), key));
        }
        Map<Object, List<T>> byRoot = new LinkedHashMap<>();
        for (T operation : operations) {
            Object root = groups.root(keys.apply(operation).get(0));
            byRoot.computeIfAbsent(root, ignored -> new ArrayList<>()).add(operation);
        }
        return new ArrayList<>(byRoot.values());
    }

    private void join(Object one, Object other) {
        Object root = root(one);
        Object otherRoot = root(other);
        if (!root.equals(otherRoot)) {
            parents.put(otherRoot, root);
        }
    }

    private Object root(Object key) {
        Object root = key;
        for (Object above = parent(root); above != root; above = parent(root)) {
            parents.put(root, parent(above)); // why: halves the path, so that later searches are short
            root = above;
        }
        return root;
    }

    private Object parent(Object key) {
        return parents.computeIfAbsent(key, first -> first);
    }
}
