package dev.latchkey.check;

/** The 64-bit finalizer of MurmurHash3 (Austin Appleby): every input bit affects about half of the output bits. */
final class Mixing {

    private Mixing() {}

    static long mixed(long number) {
        long h = number;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h;
    }
}
