package dev.latchkey.core.bytes;

/** A source of the bytes of a state. Used by one thread. */
@FunctionalInterface
public interface StateSource {

    /**
     * Reads bytes into {@code target} from index {@code from} onward, as {@link java.io.InputStream#read(byte[], int, int)} does.
     * Blocks until at least one byte is available. Exceptions propagate to the caller of the restore.
     *
     * @param length the maximum number of bytes, 1 or more
     * @return the number of bytes read, 1 to {@code length}; -1 at the end
     */
    int read(byte[] target, int from, int length);
}
