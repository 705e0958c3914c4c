package dev.latchkey.client.clerk;

import dev.latchkey.core.Value;

/** What the function of an {@linkplain Clerk#update update} decides to do with the key that it is given. */
public sealed interface KeyChange {

    /** Writes the key; creates it if it does not exist. */
    record Put(Value value) implements KeyChange {}

    /** Deletes the key; does nothing if it does not exist. */
    record Delete() implements KeyChange {}

    /** Leaves the key as it is: nothing is written, and its version does not change. */
    record None() implements KeyChange {}

    /** Writes {@code value}. The same value as before is written too, and makes a new version. */
    static KeyChange put(Value value) {
        return new Put(value);
    }

    /** Writes a text, encoded as UTF-8. */
    static KeyChange put(String value) {
        return put(Value.of(value));
    }

    /** Deletes the key. */
    static KeyChange delete() {
        return new Delete();
    }

    /** Leaves the key as it is. */
    static KeyChange none() {
        return new None();
    }
}
