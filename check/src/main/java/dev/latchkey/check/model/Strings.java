package dev.latchkey.check.model;

import java.util.Arrays;
import java.util.StringJoiner;

/** The state of a {@link StringMap}: an immutable map of strings that is cheap to update in one place, to compare and to hash. */
public final class Strings {

    static final Strings NONE = new Strings(new String[0], 0);

    /** Keys in order, each followed by its value. */
    private final String[] pairs;

    /** The sum of the hashes of the pairs. */
    private final int hash;

    private Strings(String[] pairs, int hash) {
        this.pairs = pairs;
        this.hash = hash;
    }

    /** Returns the value of a key; empty if the key has no value. */
    String get(String key) {
        int at = at(key);
        return holds(at, key) ? pairs[at + 1] : "";
    }

    Strings with(String key, String value) {
        int at = at(key);
        if (holds(at, key)) {
            String[] changed = pairs.clone();
            changed[at + 1] = value;
            return new Strings(changed, hash - hash(key, pairs[at + 1]) + hash(key, value));
        }
        String[] longer = Arrays.copyOf(pairs, pairs.length + 2);
        System.arraycopy(pairs, at, longer, at + 2, pairs.length - at);
        longer[at] = key;
        longer[at + 1] = value;
        return new Strings(longer, hash + hash(key, value));
    }

    /** Returns the index of a key, or the index where it belongs. */
    private int at(String key) {
        int low = 0;
        int high = pairs.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pairs[2 * middle].compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    private boolean holds(int at, String key) {
        return at < pairs.length && pairs[at].equals(key);
    }

    private static int hash(String key, String value) {
        return 31 * key.hashCode() ^ value.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Strings strings && hash == strings.hash && Arrays.equals(pairs, strings.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        StringJoiner joined = new StringJoiner(", ", "{", "}");
        for (int at = 0; at < pairs.length; at += 2) {
            joined.add(pairs[at] + "=\"" + pairs[at + 1] + "\"");
        }
        return joined.toString();
    }
}
