package dev.latchkey.engine.durable;

/** Who hears of what happens to a durable store beside the answers that it gives. */
public interface StoreListener {

    /**
     * The start goes on: called on its thread, often.
     *
     * @param what is being done, a word or two
     * @param done how much of {@code inAll} is done
     */
    void recovering(String what, long done, long inAll);

    /**
     * The store has ended: it does and answers no more writes, and what it has not answered is unknown. Called once, on a thread that must not be
     * held up. The process should end.
     *
     * @param reason a {@link dev.latchkey.log.errors.DiskFailedException}, or a bug
     */
    void failed(Throwable reason);
}
