package dev.latchkey.engine.recovery;

/** Is notified of what happens to a durable store besides the replies that it gives. */
public interface StoreListener {

    /**
     * Recovery makes progress. Called often, by the thread that opens the store.
     *
     * @param what what is being read, a few words
     * @param done how much of {@code inAll} has been read
     */
    void recovering(String what, long done, long inAll);

    /**
     * The store has failed: it executes no more writes, and commands that it has not answered are lost. Called once, by a thread that
     * must not be blocked. The process should exit.
     *
     * @param reason a {@link dev.latchkey.log.errors.DiskFailedException}, or a bug
     */
    void failed(Throwable reason);
}
