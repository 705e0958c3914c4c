package dev.latchkey.app.console;

/** The lifetime of a server process, which runs until it is shut down. */
public interface Lifetime {

    /** Registers {@code stop} to run at shutdown, after which the process exits with {@link ExitCode#DONE}. Call at most once. */
    void whenStopped(Runnable stop);

    /** Exits the process immediately; any thread may call it. Does not return in a real process. */
    void abort(ExitCode code);

    /** Blocks until the process exits. Does not return in a real process. */
    void live() throws InterruptedException;
}
