package dev.latchkey.client.clerk;

/** A write did not return {@link PutOutcome.Ok}, and the caller required it to; see {@link PutOutcome#orThrow}. */
public final class NotOkException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient PutOutcome outcome;

    NotOkException(PutOutcome outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    /** The outcome of the write. If it is {@link PutOutcome.ErrMaybe}, the write may have taken effect. */
    public PutOutcome outcome() {
        return outcome;
    }
}
