package dev.latchkey.app.console;

/** The exit codes of {@code latchkey}, for scripts. The numbers are stable. */
public enum ExitCode {
    DONE(0),

    /** Definitely not done: version conflict, no such key, or terminated by a signal before completion. Nothing was changed. */
    NO(1),

    /**
     * Usage error: invalid arguments or environment variables; the server cannot listen on the address; a file or directory does
     * not exist, has the wrong type, is not accessible or is in use; or the heap is too small for startup. Nothing was changed.
     */
    USAGE(2),

    /** Outcome unknown: it may or may not have taken effect. Read the key before trying again. */
    UNKNOWN_OUTCOME(3),

    /** No server replied, or authentication failed. Nothing was changed. */
    NO_CONNECTION(4),

    /**
     * The log or a backup is corrupted, incomplete or was written by a newer version, the disk failed or is full, or the directory was
     * moved, deleted or replaced while it was in use.
     */
    DISK(5),

    /** A bug, a process that could not be shut down cleanly, or standard output that could not be written. */
    OWN_FAILURE(125),

    /** Standard output is a pipe that its reader has closed: the code that a shell gives a program that SIGPIPE terminated. */
    PIPE_CLOSED(141);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
