package dev.latchkey.core.bytes;

/** Where the bytes of a state come from. Used by one thread. */
@FunctionalInterface
public interface StateSource {

    /**
     * Reads some bytes into {@code target} from index {@code from} on, as {@link java.io.InputStream#read(byte[], int, int)} does.
     * Blocks until there is at least one. What it throws goes through to whoever restores.
     *
     * @param length the most bytes, 1 or more
     * @return how many bytes were read, 1 to {@code length}; -1 at the end
     */
    int read(byte[] target, int from, int length);
}
