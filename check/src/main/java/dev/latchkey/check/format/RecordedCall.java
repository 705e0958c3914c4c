package dev.latchkey.check.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The call of an operation, in the terms of docs/format/history.md. For example
 * {@code RecordedCall.of("put").key("a").value("x").version(3)}.
 *
 * @param f the name of the operation
 * @param key a {@link Payload}; null if the history has no keys
 * @param value a {@link Payload}
 * @param old the value that a compare-and-set expects, a {@link Payload}
 * @param version a version or fencing token; {@link #NO_VERSION} if there is none
 * @param steps the operations of a transaction, each with a key; null for any other call
 */
public record RecordedCall(
        String f,
        @Nullable String key,
        @Nullable String value,
        @Nullable String old,
        long version,
        @Nullable List<RecordedCall> steps) {

    /** The call or answer has no version or token. */
    public static final long NO_VERSION = -1;

    public RecordedCall {
        steps = steps == null ? null : List.copyOf(steps);
    }

    /** Creates a call that is no transaction. */
    public RecordedCall(String f, @Nullable String key, @Nullable String value, @Nullable String old, long version) {
        this(f, key, value, old, version, null);
    }

    /** Returns a call of the operation {@code f}, without key, values and version. */
    public static RecordedCall of(String f) {
        return new RecordedCall(f, null, null, null, NO_VERSION, null);
    }

    /** Returns this call with a key; null removes it. */
    public RecordedCall key(@Nullable String newKey) {
        return new RecordedCall(f, newKey, value, old, version, steps);
    }

    /** Returns this call with a value; null removes it. */
    public RecordedCall value(@Nullable String newValue) {
        return new RecordedCall(f, key, newValue, old, version, steps);
    }

    /** Returns this call with the value that it expects; null removes it. */
    public RecordedCall old(@Nullable String newOld) {
        return new RecordedCall(f, key, value, newOld, version, steps);
    }

    /** Returns this call with the version that it expects. */
    public RecordedCall version(long newVersion) {
        return new RecordedCall(f, key, value, old, newVersion, steps);
    }

    /** Returns this call with the operations of a transaction; null removes them. */
    public RecordedCall steps(@Nullable List<RecordedCall> newSteps) {
        return new RecordedCall(f, key, value, old, version, newSteps);
    }
}
