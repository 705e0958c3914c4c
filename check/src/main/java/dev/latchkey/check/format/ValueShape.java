package dev.latchkey.check.format;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a Jepsen history consist of. This is decided once for a file, by all of its values:
 *
 * <ul>
 *   <li>They have keys, as those of jepsen.independent, if every value except nil is a vector of two elements. The second one is
 *       a pair for every compare-and-set. If no invocation has a key, they have none.
 *   <li>They have versions, as those of jepsen-io/etcd, if what remains without the key is a vector of two elements for every read,
 *       write and compare-and-set: a version and a value. The version is nil in every invocation and a number in some result.
 * </ul>
 */
enum ValueShape {
    PLAIN(false, false),
    KEYED(true, false),
    VERSIONED(false, true),
    KEYED_AND_VERSIONED(true, true);

    private static final Set<String> OF_VERSIONED = Set.of("read", "write", "cas");

    private final boolean keyed;
    private final boolean versioned;

    ValueShape(boolean keyed, boolean versioned) {
        this.keyed = keyed;
        this.versioned = versioned;
    }

    boolean isKeyed() {
        return keyed;
    }

    boolean isVersioned() {
        return versioned;
    }

    static ValueShape of(Collection<JepsenOperation> operations) {
        if (operations.stream().anyMatch(operation -> operation.invocation().key() != null)) {
            return PLAIN;
        }
        boolean hasPairs = areAllPairs(operations);
        if (!hasPairs) {
            return PLAIN;
        }
        boolean hasKeys = operations.stream()
                .map(operation -> pair(operation.invocation().value()))
                .anyMatch(pair -> pair != null && !(pair.first() instanceof Edn.Nil));
        if (!hasKeys) {
            return haveVersions(operations, false) ? VERSIONED : PLAIN;
        }
        return haveVersions(operations, true) ? KEYED_AND_VERSIONED : KEYED;
    }

    private static boolean areAllPairs(Collection<JepsenOperation> operations) {
        boolean any = false;
        for (JepsenOperation operation : operations) {
            for (Edn value : List.of(operation.invocation().value(), operation.result())) {
                Pair pair = pair(value);
                boolean fits = pair != null && (!operation.f().equals("cas") || pair(pair.second()) != null);
                if (!fits && !(value instanceof Edn.Nil)) {
                    return false;
                }
                any |= fits;
            }
        }
        return any;
    }

    private static boolean haveVersions(Collection<JepsenOperation> operations, boolean hasKeys) {
        boolean any = false;
        for (JepsenOperation operation : operations) {
            Pair called = inner(operation.invocation().value(), hasKeys);
            Pair result = inner(operation.result(), hasKeys);
            boolean isOk = !(operation.result() instanceof Edn.Nil);
            if (!OF_VERSIONED.contains(operation.f())
                    || called == null
                    || !(called.first() instanceof Edn.Nil)
                    || (isOk && (result == null || !isVersion(result.first())))
                    || (operation.f().equals("cas") && pair(called.second()) == null)) {
                return false;
            }
            any |= result != null && result.first() instanceof Edn.Num;
        }
        return any;
    }

    private static boolean isVersion(Edn edn) {
        return edn instanceof Edn.Nil || edn instanceof Edn.Num;
    }

    private static @Nullable Pair inner(Edn value, boolean hasKeys) {
        Pair pair = pair(value);
        return hasKeys && pair != null ? pair(pair.second()) : pair;
    }

    /** A vector of two elements. */
    record Pair(Edn first, Edn second) {}

    /** Returns null if the value is not a vector of two elements. */
    static @Nullable Pair pair(Edn value) {
        return value instanceof Edn.Items items && items.items().size() == 2
                ? new Pair(items.items().get(0), items.items().get(1))
                : null;
    }
}
