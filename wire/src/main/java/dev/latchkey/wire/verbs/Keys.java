package dev.latchkey.wire.verbs;

/**
 * Which arguments of a request are keys, in the terms of Redis: positions count from the command's name, which is 0, and a
 * negative {@code last} counts from the end. All three are 0 if no argument is at a fixed position.
 */
public record Keys(int first, int last, int step) {

    public static final Keys NONE = new Keys(0, 0, 0);

    /** The first argument is the only key. */
    public static final Keys FIRST = new Keys(1, 1, 1);

    public Keys {
        boolean none = first == 0 && last == 0 && step == 0;
        boolean range = first > 0 && step > 0 && (last < 0 || last >= first);
        if (!none && !range) {
            throw new IllegalArgumentException("not a range of arguments: " + first + " to " + last + " by " + step);
        }
    }
}
