package dev.latchkey.trial.torture;

/** The server did what it must never do. */
final class BrokenPromiseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenPromiseException(String what) {
        super(what);
    }
}
