package dev.latchkey.client.clerk;

import dev.latchkey.core.Key;

/** A write did not return {@link PutOutcome.Ok}, and the caller required it to; see {@link PutOutcome#orThrow()}. */
public final class NotOkException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient PutOutcome outcome;

    NotOkException(PutOutcome outcome) {
        this(outcome, "the key");
    }

    /** The message names the key. */
    NotOkException(PutOutcome outcome, Key key) {
        this(outcome, "key '" + key + "'");
    }

    private NotOkException(PutOutcome outcome, String key) {
        super(sentence(outcome, key));
        this.outcome = outcome;
    }

    private static String sentence(PutOutcome outcome, String key) {
        return outcome.fold(
                version -> key + " is at version " + version,
                current -> "not done: version conflict, " + key + " is at version " + current,
                () -> "not done: " + key + " does not exist",
                cause -> "outcome unknown: the write of " + key + " may or may not have taken effect (" + cause + ")");
    }

    /** The outcome of the write. If it is {@link PutOutcome.ErrMaybe}, the write may have taken effect. */
    public PutOutcome outcome() {
        return outcome;
    }
}
