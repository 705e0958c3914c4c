package dev.latchkey.client.session;

import dev.latchkey.core.Command;

/** The number of one write in a session. All methods are called on the event loop. */
public final class Seq {

    private final ClientSession session;
    private final long number;

    /** Whether a kept request has this number, which is settled only when it is forgotten. */
    private boolean kept;

    private boolean replied;
    private boolean over;

    Seq(ClientSession session, long number) {
        this.session = session;
        this.number = number;
    }

    public ClientSession session() {
        return session;
    }

    public long number() {
        return number;
    }

    /** The command to send, with the acknowledged number as of now. */
    public Command command(Command.Write write) {
        return new Command.Once(session.id(), ClientSession.OF_CONNECTION, number, session.acked(), write);
    }

    /** Whether no later number can be acknowledged before this one. */
    public boolean holdsWindow() {
        return session.isHeldBy(number);
    }

    /** Keeps the reply on the server until {@link #forget}. */
    public void keep() {
        kept = true;
    }

    /** The reply has arrived, or the write was never sent. Idempotent. */
    public void settle() {
        replied = true;
        if (!kept) {
            finish(() -> session.settle(number));
        }
    }

    /**
     * Makes sure that the write is not executed later, because nobody waits for its reply. The number is settled when the server has
     * replied. Idempotent.
     */
    public void cancel() {
        if (!kept) {
            finish(() -> session.cancel(number));
        }
    }

    /** Lets the server drop the reply of a kept request. Idempotent. */
    public void forget() {
        kept = false;
        if (replied) {
            settle();
        } else {
            cancel();
        }
    }

    private void finish(Runnable end) {
        if (!over) {
            over = true;
            end.run();
        }
    }
}
