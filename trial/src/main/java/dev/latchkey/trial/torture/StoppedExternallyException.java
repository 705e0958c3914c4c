package dev.latchkey.trial.torture;

/** The server was stopped from outside: by Ctrl-C at the terminal, or by the out-of-memory killer. This is not a server fault. */
final class StoppedExternallyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedExternallyException(String what) {
        super(what);
    }
}
