package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A key that is there, and what it holds. One object and two arrays for each key: a store of millions is mostly these, and the
 * garbage collector must move every one of them once. The arrays are replaced and never changed, so they may be lent out.
 */
final class Entry extends Keyed {

    static final Comparator<Entry> BY_KEY = (one, other) -> one.compareKey(other.key);

    /** Null when the key has been removed. */
    private byte @Nullable [] value;

    private long version;
    private long revision;

    /** Where the order keeps this entry. */
    private @Nullable KeyRun run;

    Entry(Key key, Value value, Version version, long revision) {
        this(key.bytes, value.bytes, version.number(), revision);
    }

    /** Takes over both arrays; lengths and numbers are in their bounds. */
    Entry(byte[] key, byte[] value, long version, long revision) {
        super(key);
        this.value = value;
        this.version = version;
        this.revision = revision;
    }

    /** This entry as it is now, in no order. */
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

    /** Lets go of the value, and says which run to tell. */
    KeyRun remove() {
        if (run == null || value == null) {
            throw new IllegalStateException("key " + key() + " does not stand in the order");
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

    long versionNumber() {
        return version;
    }

    Versioned versioned() {
        return new Versioned(value(), version(), revision);
    }

    /** The eight bytes of the key from {@code from} on as a number, its unsigned order that of the bytes; zeros stand in for those missing. */
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
