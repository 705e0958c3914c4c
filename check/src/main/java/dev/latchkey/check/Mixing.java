package dev.latchkey.check;

/** The finalizer of MurmurHash3 for 64 bits (Austin Appleby): every bit of the input changes half of the bits of the output. */
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
