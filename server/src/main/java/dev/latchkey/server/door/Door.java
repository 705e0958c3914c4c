package dev.latchkey.server.door;

import dev.latchkey.server.access.ClientState;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/**
 * A protocol besides RESP that a node serves, on ports of its own. Its connections run on the event loops of the node and count against the
 * maximum number of connections and the memory budgets of the node. Thread-safe.
 */
public interface Door {

    /**
     * Adds the handlers of the protocol to the pipeline of a new connection, after those of TLS, and returns the connection. Called on the
     * event loop of the channel.
     *
     * @param client the state of the client, which {@link ClientState#disconnected} ends when the connection is closed
     * @param services what the connection may use of the node
     */
    DoorConnection accept(Channel channel, ClientState client, DoorServices services);

    /** Returns a handler that refuses a connection because the node has as many as it may have, and closes it. */
    ChannelHandler refusal();
}
