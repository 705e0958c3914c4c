package dev.latchkey.trial.torture;

/** Somebody else ended the server: a person at the terminal, or the system for want of memory. That proves nothing. */
final class StoppedByOthersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedByOthersException(String what) {
        super(what);
    }
}
