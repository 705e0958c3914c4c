package dev.latchkey.client.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A transport without sockets: the test plays the server, byte by byte. */
final class ScriptedTransport implements Transport {

    final List<Line> lines = new ArrayList<>();

    @Override
    public void connect(ServerAddress address, Receiver receiver) {
        lines.add(new Line(address, receiver));
    }

    /** The connection that was begun last. */
    Line last() {
        return lines.get(lines.size() - 1);
    }

    /** One connection, seen from the server. */
    static final class Line implements Pipe {

        final ServerAddress address;
        private final Receiver receiver;

        /** What the client wrote, one entry for each write. */
        final List<String> writes = new ArrayList<>();

        boolean closedByClient;

        Line(ServerAddress address, Receiver receiver) {
            this.address = address;
            this.receiver = receiver;
        }

        void open() {
            receiver.opened(this);
        }

        /** Hands over bytes as a socket would, in a buffer that is only lent. */
        void deliver(byte[] bytes) {
            ByteBuf lent = Unpooled.buffer(bytes.length + 1).writeBytes(bytes);
            receiver.received(lent);
            if (!lent.release()) {
                throw new IllegalStateException("bytes that were lent are still held");
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
