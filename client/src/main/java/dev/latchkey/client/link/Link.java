package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;

/**
 * The seam of the network: carries attempts to a store. An attempt ends answered or failed; one that failed may still be
 * executed by the server once, at any later time.
 *
 * <p>Everything here is called on the {@link Loop}, both ways.
 */
public interface Link {

    /** Names who is told of what happens, before anything else. */
    void open(Listener listener);

    /** Whether an attempt can be handed over now. If not, {@link Listener#ready} tells when. */
    boolean isReady();

    /** Takes over an attempt; the link must be ready. The attempt is told its end exactly once, never inside this call. */
    void send(Command command, Attempt attempt);

    /** Fails all attempts, and takes no more. */
    void close();

    /** One send of one command. */
    interface Attempt {

        /** The server executed it, once, and this is what it said. */
        void answered(Answer answer);

        /** No answer will come. The server may have executed it, or may yet, once; or never. */
        void failed(String why);
    }

    /** Is told of what happens to a link. */
    interface Listener {

        /** Attempts can be handed over. Told whenever that becomes so, and with each new connection. */
        void ready(StoreId store);

        /** A connection ended or could not be made, and why; another is on its way. */
        void down(String why);

        /** The server will not have us, and why; trying again will not help until somebody mends it. */
        void refused(String why);
    }
}
