package dev.latchkey.app.console;

/** The lifetime of a server process, which runs until it is shut down. */
public interface Lifetime {

    /** Registers {@code stop} to run at shutdown, after which the process exits with {@link ExitCode#DONE}. Call at most once. */
    void whenStopped(Runnable stop);

    /** Registers {@code action} to run at each SIGHUP, which then does not shut the process down. Call at most once. */
    void whenHangup(Runnable action);

    /** Exits the process immediately; any thread may call it. Does not return in a real process. */
    void abort(ExitCode code);

    /** Blocks until the process exits. Does not return in a real process. */
    void live() throws InterruptedException;
}
