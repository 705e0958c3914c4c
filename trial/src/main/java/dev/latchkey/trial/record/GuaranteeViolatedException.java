package dev.latchkey.trial.record;

/** The server violated a guarantee, for example lost an acknowledged write. */
public final class GuaranteeViolatedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public GuaranteeViolatedException(String what) {
        super(what);
    }
}
