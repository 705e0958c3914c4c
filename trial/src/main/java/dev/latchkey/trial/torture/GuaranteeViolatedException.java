package dev.latchkey.trial.torture;

/** The server violated a guarantee, for example lost an acknowledged write. */
final class GuaranteeViolatedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GuaranteeViolatedException(String what) {
        super(what);
    }
}
