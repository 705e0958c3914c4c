package dev.latchkey.cluster.lead;

import dev.latchkey.cluster.bytes.PeerMessage;

/** Sends messages to nodes, this one included. A message may be lost, late or duplicated. */
public interface Messages {

    void send(String to, PeerMessage message);

    /** Returns an id that this run of the process has never used before. */
    long freshId();
}
