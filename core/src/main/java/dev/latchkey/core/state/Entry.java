package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.bytes.Piece;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An entry: a present key with its value, version and revision. Each key takes one object and two arrays, because a store of
 * millions consists mostly of these and the garbage collector must copy each at least once. The arrays are replaced and never
 * modified, so they can be shared.
 */
final class Entry extends Keyed {

    static final Comparator<Entry> BY_KEY = (one, other) -> one.compareKey(other.key);

    private static final int FRAME_BYTES = 2 + 4 + 8 + 8;

    /** Null once the key has been removed. */
    private byte @Nullable [] value;

    private long version;
    private long revision;

    /** The run of the {@link KeyOrder} that holds this entry. */
    private @Nullable KeyRun run;

    Entry(Key key, Value value, Version version, long revision) {
        this(key.bytes, value.bytes, version.number(), revision);
    }

    /** Takes ownership of both arrays; lengths and numbers must be within their bounds. */
    Entry(byte[] key, byte[] value, long version, long revision) {
        super(key);
        this.value = value;
        this.version = version;
        this.revision = revision;
    }

    /** Returns a copy of this entry as it is now, which no run holds. */
    Entry copy() {
        return new Entry(key, bytes(), version, revision);
    }

    void write(Value newValue, Version newVersion, long newRevision) {
        value = newValue.bytes;
        version = newVersion.number();
        revision = newRevision;
    }

    boolean isRemoved() {
        return value == null;
    }

    void movedTo(KeyRun newRun) {
        run = newRun;
    }

    /** Drops the value, and returns the run that must count the removal. */
    KeyRun remove() {
        if (run == null || value == null) {
            throw new IllegalStateException("key " + key() + " is not in the key order");
        }
        value = null;
        return run;
    }

    Key key() {
        return Key.owning(key);
    }

    Value value() {
        return Value.owning(bytes());
    }

    int valueLength() {
        return bytes().length;
    }

    byte[] bytes() {
        if (value == null) {
            throw new IllegalStateException("key " + key() + " has been removed");
        }
        return value;
    }

    long revision() {
        return revision;
    }

    Version version() {
        return Version.of(version);
    }

    Versioned versioned() {
        return new Versioned(value(), version(), revision);
    }

    /** Appends the entry in the format of docs/format/state.md. */
    void writeTo(Piece piece) {
        byte[] held = bytes();
        piece.grow(FRAME_BYTES + key.length + held.length)
                .putShort((short) key.length)
                .putInt(held.length)
                .putLong(version)
                .putLong(revision)
                .put(key)
                .put(held);
    }

    /**
     * Returns eight bytes of the key, from index {@code from} onward, as a number whose unsigned order is the order of the bytes.
     * Bytes after the end of the key count as zero.
     */
    long head(int from) {
        return head(key, from);
    }

    private static long head(byte[] key, int from) {
        int end = Math.min(key.length, from + Long.BYTES);
        long head = 0;
        for (int i = from; i < end; i++) {
            head = head << 8 | (key[i] & 0xff);
        }
        int missing = from + Long.BYTES - end;
        return missing >= Long.BYTES ? 0 : head << (8 * missing);
    }

    boolean startsWith(Prefix prefix) {
        int length = prefix.length();
        return key.length >= length && Arrays.equals(key, 0, length, prefix.bytes, 0, length);
    }
}
