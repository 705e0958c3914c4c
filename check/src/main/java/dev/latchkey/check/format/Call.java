package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * What was asked, in the words of docs/format/history.md. Made of {@code Call.of("put").key("a").value("x").version(3)}.
 *
 * @param f what is asked
 * @param key which of many, a {@link Payload}; null if there is one only
 * @param value a {@link Payload}
 * @param old what a compare-and-set expects, a {@link Payload}
 * @param version a version or fencing token; {@link #NO_VERSION} if none was given
 */
public record Call(
        String f,
        @Nullable String key,
        @Nullable String value,
        @Nullable String old,
        long version) {

    /** No version or token was given. */
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
