package dev.latchkey.core;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last versions of keys that are not there: by name for those deleted last, folded into floors for the others.
 *
 * <p>A floor is the highest version folded into it. Keys are spread over the floors by {@link #floorOf}, which is part of the
 * format (docs/format/state.md) and must never change.
 */
final class Tombstones {

    private final StateLimits limits;
    private final long[] floors;

    /** In order of deletion, which is the order of revisions: a key deleted again moves to the end. */
    private final LinkedHashMap<Key, Version> byKey = new LinkedHashMap<>();

    private long keyBytes;

    /** Some floor is not 0. */
    private boolean folded;

    Tombstones(StateLimits limits) {
        this.limits = limits;
        this.floors = new long[limits.floorsCount()];
    }

    /** The last version of a key that is not there: {@link Version#NONE} if it never was and its floor is untouched. */
    Version lastVersion(Key key) {
        if (byKey.isEmpty() && !folded) {
            return Version.NONE; // why: hashing a key twice for nothing is a good part of the cost of a new one
        }
        Version named = byKey.get(key);
        return named != null ? named : Version.of(floors[floorOf(key, floors.length)]);
    }

    /** Remembers that {@code key}, which has no tombstone, was deleted just now, which made {@code last}. */
    void add(Key key, Version last) {
        byKey.put(key, last);
        keyBytes += key.length();
        if (byKey.size() > limits.tombstonesMax()) {
            foldOldest();
        }
    }

    /** Forgets the tombstone of a key that is there again. */
    void remove(Key key) {
        if (!byKey.isEmpty() && byKey.remove(key) != null) {
            keyBytes -= key.length();
        }
    }

    /** Whether {@code key} is kept by name. */
    boolean has(Key key) {
        return byKey.containsKey(key);
    }

    int size() {
        return byKey.size();
    }

    /** The bytes of all keys that are kept by name. */
    long keyBytes() {
        return keyBytes;
    }

    private void foldOldest() {
        Map.Entry<Key, Version> oldest = byKey.entrySet().iterator().next();
        int floor = floorOf(oldest.getKey(), floors.length);
        folded = true;
        floors[floor] = Math.max(floors[floor], oldest.getValue().number());
        remove(oldest.getKey());
    }

    /** The 32-bit FNV-1a hash of the key's bytes, its halves XORed to 16 bits, its low bits as many as there are floors. */
    static int floorOf(Key key, int floorsCount) {
        int hash = 0x811c9dc5;
        for (byte b : key.bytes) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return ((hash >>> 16) ^ hash) & 0xffff & (floorsCount - 1);
    }
}
