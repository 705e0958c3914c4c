package dev.latchkey.app.console;

/** What the end of a {@code latchkey} process says to the script that called it. The numbers are a promise. */
public enum ExitCode {
    DONE(0),

    /** A definite no, such as another version or no such key, or ended by a signal before it was done: nothing was changed. */
    NO(1),

    /**
     * The command line or the environment is wrong, the address cannot be listened on, or a file or directory is not there, is
     * none, may not be used, or is in use, or the heap is too small for a start. Nothing was changed.
     */
    USAGE(2),

    /** It may have been done, or not: read before trying again. */
    UNKNOWN_OUTCOME(3),

    /** No server answered, or none let us in. Nothing was changed. */
    NO_CONNECTION(4),

    /** The log or a backup is damaged or of a newer version, or the disk failed or is full. */
    DISK(5),

    /** A bug, or a process that could not be ended in order. */
    OWN_FAILURE(125);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
