package dev.latchkey.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that start with one of some prefixes. Immutable. Looking up a key takes time logarithmic in the number of prefixes, and
 * allocates nothing.
 */
public final class PrefixSet {

    /** All keys. */
    public static final PrefixSet EVERY = new PrefixSet(List.of(Prefix.EMPTY));

    /** No keys. */
    public static final PrefixSet NONE = new PrefixSet(List.of());

    /** In byte order, and none of them starts with another one. */
    private final List<Prefix> prefixes;

    private final byte[][] sorted;

    private PrefixSet(List<Prefix> minimal) {
        this.prefixes = minimal;
        this.sorted = minimal.stream().map(prefix -> prefix.bytes).toArray(byte[][]::new);
    }

    /** Returns the keys that start with one of {@code prefixes}. */
    public static PrefixSet of(Collection<Prefix> prefixes) {
        List<Prefix> minimal = new ArrayList<>();
        for (Prefix prefix : prefixes.stream().sorted(Prefix::compareBytes).toList()) {
            if (minimal.isEmpty() || !startsWith(prefix.bytes, minimal.get(minimal.size() - 1).bytes)) {
                minimal.add(prefix);
            }
        }
        return new PrefixSet(List.copyOf(minimal));
    }

    /** Returns the keys that start with one of {@code prefixes}. */
    public static PrefixSet of(Prefix... prefixes) {
        return of(List.of(prefixes));
    }

    /** Returns the prefixes in byte order; none of them starts with another one. */
    public List<Prefix> prefixes() {
        return prefixes;
    }

    /** Returns whether there is no such key. */
    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** Returns whether {@code key} is one of these keys. */
    public boolean contains(Key key) {
        return covers(key.bytes);
    }

    /** Returns whether all keys that start with {@code prefix} are among these keys. */
    public boolean covers(Prefix prefix) {
        return covers(prefix.bytes);
    }

    /** Returns whether all keys of {@code other} are among these keys. */
    public boolean covers(PrefixSet other) {
        return other.prefixes.stream().allMatch(this::covers);
    }

    /** Why one comparison decides: a prefix between another one and a string that starts with that one would start with it too. */
    private boolean covers(byte[] bytes) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(sorted[middle], bytes) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && startsWith(bytes, sorted[low - 1]);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Returns those of these keys that start with {@code prefix}. */
    public PrefixSet within(Prefix prefix) {
        if (covers(prefix)) {
            return new PrefixSet(List.of(prefix));
        }
        return new PrefixSet(prefixes.stream()
                .filter(each -> startsWith(each.bytes, prefix.bytes))
                .toList());
    }

    /** Returns the keys that are in both sets. */
    public PrefixSet and(PrefixSet other) {
        return of(other.prefixes.stream()
                .flatMap(prefix -> within(prefix).prefixes.stream())
                .toList());
    }

    /** Returns the keys that are in one of both sets. */
    public PrefixSet or(PrefixSet other) {
        return of(Stream.concat(prefixes.stream(), other.prefixes.stream()).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrefixSet set && prefixes.equals(set.prefixes);
    }

    @Override
    public int hashCode() {
        return prefixes.hashCode();
    }

    /** Returns the prefixes as printable text, or {@code every key}. */
    @Override
    public String toString() {
        return equals(EVERY) ? "every key" : prefixes.toString();
    }
}
