package dev.latchkey.app.console;

/** How long a process that serves lives: until somebody tells it to stop. */
public interface Lifetime {

    /** Has {@code stop} run when the process is told to stop, after which it ends with {@link ExitCode#DONE}. At most once. */
    void whenStopped(Runnable stop);

    /** Ends the process at once, from any thread. A process does not come back from it. */
    void abort(ExitCode code);

    /** Blocks for the rest of the life. A process does not come back from it. */
    void live() throws InterruptedException;
}
