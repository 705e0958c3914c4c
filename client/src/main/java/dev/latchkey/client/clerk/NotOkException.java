package dev.latchkey.client.clerk;

/** A write did not end {@link PutOutcome.Ok}, and the caller had said that only that would do. */
public final class NotOkException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient PutOutcome outcome;

    NotOkException(PutOutcome outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    /** What it ended with instead; {@link PutOutcome.ErrMaybe} may have been done. */
    public PutOutcome outcome() {
        return outcome;
    }
}
