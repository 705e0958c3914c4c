package dev.latchkey.http.route;

import dev.latchkey.core.Value;

/** What the body of a request may be. */
public enum BodyKind {
    /** There is no body. */
    NONE(0),

    /** A value of arbitrary bytes. */
    VALUE(Value.LENGTH_MAX),

    /** A small JSON object. */
    JSON(4_096),

    /**
     * A JSON object with the operations of a transaction. Why this size: the largest transaction fits if its keys and values are in
     * base64url.
     */
    TRANSACTION(2_097_152);

    private final int bytesMax;

    BodyKind(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Returns the maximum length in bytes. */
    public int bytesMax() {
        return bytesMax;
    }

    /** Returns whether the body is JSON, which its media type must state. */
    public boolean isJson() {
        return this == JSON || this == TRANSACTION;
    }
}
