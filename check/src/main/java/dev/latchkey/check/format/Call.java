package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * The call of an operation, in the terms of docs/format/history.md. For example
 * {@code Call.of("put").key("a").value("x").version(3)}.
 *
 * @param f the name of the operation
 * @param key a {@link Payload}; null if the history has no keys
 * @param value a {@link Payload}
 * @param old the value that a compare-and-set expects, a {@link Payload}
 * @param version a version or fencing token; {@link #NO_VERSION} if there is none
 */
public record Call(
        String f,
        @Nullable String key,
        @Nullable String value,
        @Nullable String old,
        long version) {

    /** The call or answer has no version or token. */
    public static final long NO_VERSION = -1;

    public static Call of(String f) {
        return new Call(f, null, null, null, NO_VERSION);
    }

    public Call key(@Nullable String newKey) {
        return new Call(f, newKey, value, old, version);
    }

    public Call value(@Nullable String newValue) {
        return new Call(f, key, newValue, old, version);
    }

    public Call old(@Nullable String newOld) {
        return new Call(f, key, value, newOld, version);
    }

    public Call version(long newVersion) {
        return new Call(f, key, value, old, newVersion);
    }
}
