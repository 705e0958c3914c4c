package dev.latchkey.client.link;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Opens connections and carries bytes; an interface so that tests and simulators can supply their own network. All methods, in
 * both directions, are called on the {@link Loop}.
 */
public interface Transport {

    /** Begins to connect. The result is reported to the receiver, never during this call. */
    void connect(Endpoint endpoint, Receiver receiver);

    /**
     * Looks up the addresses of a server. The result is reported once, during this call or later. A transport without name
     * resolution has one address for each server.
     */
    default void resolve(ServerAddress server, Resolution resolution) {
        resolution.found(List.of(new Endpoint(server, null)));
    }

    /** Receives the addresses of a server. */
    interface Resolution {

        /** The server has these addresses, at least one. */
        void found(List<Endpoint> endpoints);

        /** The addresses cannot be determined now. */
        void failed(String why);
    }

    /** The sending side of one connection. */
    interface Pipe {

        /** Sends {@code bytes}, and takes ownership of the buffer. Bytes arrive in order or not at all. */
        void write(ByteBuf bytes);

        /** Closes the connection. {@link Receiver#closed} is called, unless it already was. */
        void close();
    }

    /** The receiving side of one connection. */
    interface Receiver {

        /** The connection is established and {@code pipe} is its sending side. Called at most once, before any bytes. */
        void opened(Pipe pipe);

        /** Bytes have arrived. The buffer is valid only during the call. */
        void received(ByteBuf bytes);

        /** The connection could not be established, or is closed; {@code why} does not name the address. Called exactly once, and nothing is called after it. */
        void closed(String why);
    }
}
