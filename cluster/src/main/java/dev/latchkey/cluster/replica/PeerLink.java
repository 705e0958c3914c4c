package dev.latchkey.cluster.replica;

/**
 * Messages between the nodes of a cluster, apart from those of the replicated log. A message may be lost, and may arrive more than once,
 * late and in any order; the receiver must cope with all of that. It never arrives changed, or with another sender.
 */
public interface PeerLink {

    /** Receives messages. Called by any thread; must not block. */
    interface Receiver {

        /**
         * A message has arrived.
         *
         * @param from the id of the node that has sent it
         */
        void received(String from, byte[] message);
    }

    /** Passes the messages that arrive from now on to {@code receiver}. Call this once. */
    void start(Receiver receiver);

    /** Sends a message. Does not block: the message is dropped if it cannot be sent. */
    void send(String to, byte[] message);
}
