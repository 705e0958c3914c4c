package dev.latchkey.client.link;

import io.netty.buffer.ByteBuf;

/**
 * The seam of bytes: opens connections. Everything is called on the {@link Loop}, both ways. A simulator brings its own and
 * cuts what it likes.
 */
public interface Transport {

    /** Begins to connect; the receiver is told what comes of it, never inside this call. */
    void connect(ServerAddress address, Receiver receiver);

    /** The sending side of one connection. */
    interface Pipe {

        /** Sends {@code bytes}, which from now on belong to the pipe. In order, or not at all. */
        void write(ByteBuf bytes);

        /** Ends the connection. The receiver hears {@link Receiver#closed}, if it has not yet. */
        void close();
    }

    /** The receiving side of one connection. */
    interface Receiver {

        /** The connection is there, and {@code pipe} is its sending side. At most once, before any bytes. */
        void opened(Pipe pipe);

        /** Bytes have come; they are lent for the length of the call. */
        void received(ByteBuf bytes);

        /** There is no connection, or no longer. Told exactly once, and nothing after it. */
        void closed(String why);
    }
}
