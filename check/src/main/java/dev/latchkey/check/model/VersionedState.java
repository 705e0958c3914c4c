package dev.latchkey.check.model;

import org.jspecify.annotations.Nullable;

/**
 * The state of a versioned key.
 *
 * @param value null if the key is absent
 * @param version the version of the last write, including deletes; 0 if the key was never written
 */
public record VersionedState(@Nullable Object value, long version) {

    /** A key that was never written. */
    public static final VersionedState NEW = new VersionedState(null, 0);

    public VersionedState {
        if (version < 0 || (value != null && version == 0)) {
            throw new IllegalArgumentException("a key cannot be at version " + version + " with value " + value);
        }
    }

    boolean absent() {
        return value == null;
    }

    @Override
    public String toString() {
        return absent() ? "absent after version " + version : "version " + version + " = " + value;
    }
}
