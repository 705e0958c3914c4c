package dev.latchkey.client.session;

import dev.latchkey.wire.Answer;

/** Numbers writes in a session. All methods, in both directions, are called on the event loop. */
public interface SeqSource {

    /** A write that needs a number. */
    interface Waiter {

        /** The write has a number and can be sent. */
        void admitted(Seq seq);

        /** The session could not be opened: the server refuses it. The write was not sent. */
        void refused(Answer answer);

        /** The session was lost before the write had a number. */
        void lost(SessionLoss loss);
    }

    /** Numbers a write once the session is open and its window has room; possibly during this call. */
    void join(Waiter waiter);

    /** Removes a write that is still waiting. */
    void leave(Waiter waiter);

    /** Whether a write whose session was lost before it was sent may {@link #join} again, to be numbered in a new session. */
    boolean isReopened();
}
