package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;

/**
 * Carries attempts to a store; an interface so that tests can script the network. An attempt is either answered or failed. The
 * server may still execute a failed attempt, once, at any later time.
 *
 * <p>All methods, in both directions, are called on the {@link Loop}.
 */
public interface Link {

    /** Opens the link and sets its listener. Must be called before any other method. */
    void open(Listener listener);

    /** Whether the link accepts an attempt now. If not, {@link Listener#ready} is called when it does. */
    boolean isReady();

    /** Sends an attempt; the link must be ready. The result is reported exactly once, never during this call. */
    void send(Command command, Attempt attempt);

    /** Says where the link is connected to, or which addresses it has tried and why each failed; may be empty. */
    String status();

    /** Fails all attempts and accepts no more. */
    void close();

    /** One send of one command. */
    interface Attempt {

        /** The server processed the attempt, once, and returned {@code answer}. */
        void answered(Answer answer);

        /** No answer will arrive. The server may have executed the attempt, may still execute it once, or may never. */
        void failed(String why);
    }

    /** Receives the status changes of a link. */
    interface Listener {

        /** The link accepts attempts. Called whenever it becomes ready, and for each new connection. */
        void ready(StoreId store);

        /** A connection was lost or could not be established. The link is already trying again. */
        void down(String why);

        /** The server refuses this client. Retrying does not help until the configuration is fixed. */
        void refused(String why);

        /**
         * A push has arrived.
         *
         * @throws ReplyParser.NotRespException if it is not valid, or if nothing is followed; its connection is then closed
         */
        default void pushed(RespValue.Push push) {
            throw new ReplyParser.NotRespException("a push, although nothing is followed");
        }
    }
}
