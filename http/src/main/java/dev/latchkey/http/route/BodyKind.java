package dev.latchkey.http.route;

import dev.latchkey.core.Value;

/** What the body of a request may be. */
public enum BodyKind {
    /** There is no body. */
    NONE(0),

    /** A value of arbitrary bytes. */
    VALUE(Value.LENGTH_MAX),

    /** A small JSON object. */
    JSON(4_096);

    private final int bytesMax;

    BodyKind(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Returns the maximum length in bytes. */
    public int bytesMax() {
        return bytesMax;
    }
}
