package dev.latchkey.client.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transport without sockets: the test plays the server, byte by byte. */
final class ScriptedTransport implements Transport {

    final List<ServerEnd> connections = new ArrayList<>();
    final List<ServerAddress> lookups = new ArrayList<>();
    final Map<String, NameResolver> names = new HashMap<>();

    @Override
    public void connect(Endpoint endpoint, Receiver receiver) {
        connections.add(new ServerEnd(endpoint, receiver));
    }

    /** Answers lookups from {@link #names}; a name that is not there is its own only address. */
    @Override
    public void resolve(ServerAddress server, Resolution resolution) {
        lookups.add(server);
        NameResolver known = names.get(server.host());
        if (known == null) {
            resolution.found(List.of(new Endpoint(server, null)));
            return;
        }
        try {
            resolution.found(Endpoint.allOf(server, known));
        } catch (IOException e) {
            resolution.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The latest connection. */
    ServerEnd last() {
        return connections.get(connections.size() - 1);
    }

    /** The server's end of one connection. */
    static final class ServerEnd implements Pipe {

        final Endpoint endpoint;
        final ServerAddress address;
        private final Receiver receiver;

        /** What the client wrote, one entry per write. */
        final List<String> writes = new ArrayList<>();

        boolean closedByClient;

        ServerEnd(Endpoint endpoint, Receiver receiver) {
            this.endpoint = endpoint;
            this.address = endpoint.server();
            this.receiver = receiver;
        }

        void open() {
            receiver.opened(this);
        }

        /** Delivers bytes as a socket does, in a buffer that is valid only during the call. */
        void deliver(byte[] bytes) {
            ByteBuf buffer = Unpooled.buffer(bytes.length + 1).writeBytes(bytes);
            receiver.received(buffer);
            if (!buffer.release()) {
                throw new IllegalStateException("the receiver retained the buffer");
            }
        }

        void deliver(String bytes) {
            deliver(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        void drop(String why) {
            receiver.closed(why);
        }

        @Override
        public void write(ByteBuf bytes) {
            writes.add(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        @Override
        public void close() {
            closedByClient = true;
        }
    }
}
