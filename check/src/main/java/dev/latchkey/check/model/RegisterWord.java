package dev.latchkey.check.model;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What an operation means for a register that is read and written.
 *
 * @param value the value read or written; only of a READ or WRITE
 */
record RegisterWord(Kind kind, @Nullable Object value) {

    /** The meanings. */
    enum Kind {
        READ,
        WRITE,
        /** It has no effect that any other operation observes. */
        NOTHING,
        /** The register never gives this result. */
        IMPOSSIBLE,
        /** It is neither a read nor a write. */
        OTHER
    }

    static final RegisterWord NOTHING = new RegisterWord(Kind.NOTHING, null);
    static final RegisterWord OTHER = new RegisterWord(Kind.OTHER, null);
    private static final RegisterWord IMPOSSIBLE = new RegisterWord(Kind.IMPOSSIBLE, null);

    static RegisterWord read(@Nullable Object value) {
        return new RegisterWord(Kind.READ, value);
    }

    static RegisterWord write(@Nullable Object value) {
        return new RegisterWord(Kind.WRITE, value);
    }

    /** An operation with an impossible result: if it is open, it did not take effect. */
    static RegisterWord impossible(Operation<?, ?> operation) {
        return operation.end() == Operation.OPEN ? NOTHING : IMPOSSIBLE;
    }

    /** Translates the operations of a model. */
    interface Translation<I, O> {
        RegisterWord word(Operation<I, O> operation);
    }
}
