package dev.latchkey.trial.torture;

/** The server violated a guarantee, for example lost an acknowledged write. */
final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenPromiseException(String what) {
        super(what);
    }
}
