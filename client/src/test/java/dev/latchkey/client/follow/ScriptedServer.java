package dev.latchkey.client.follow;

import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.link.Spoken;
import dev.latchkey.client.link.Transport;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.replies.EventEncoder;
import dev.latchkey.wire.replies.ReplyEncoder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A transport without sockets, on which a test plays a server that is followed: request by request, and byte by byte if need be. */
final class ScriptedServer implements Transport {

    static final Origin ORIGIN = new Origin("ann", 1_000);

    final ManualLoop loop = new ManualLoop();
    final List<Peer> peers = new ArrayList<>();
    StoreId store = Spoken.STORE;

    @Override
    public void connect(Endpoint endpoint, Receiver receiver) {
        peers.add(new Peer(receiver));
    }

    Peer last() {
        return peers.get(peers.size() - 1);
    }

    /** Accepts the last connection and answers its HELLO. */
    Peer accept() {
        Peer peer = last();
        peer.receiver.opened(peer);
        loop.settle();
        peer.requests.clear();
        peer.deliver(Spoken.greeting(store));
        loop.settle();
        return peer;
    }

    static KeyEvent put(long revision, long previous, String key, String value) {
        return new KeyEvent(
                revision, previous, EventKind.PUT, Key.of(key), Version.of(revision), Value.of(value), ORIGIN, true);
    }

    static KeyEvent delete(long revision, long previous, String key, boolean last) {
        return new KeyEvent(revision, previous, EventKind.CLOSE, Key.of(key), Version.of(revision), null, ORIGIN, last);
    }

    static byte[] pushes(String prefix, KeyEvent... events) {
        ByteBuf out = Unpooled.buffer();
        if (EventEncoder.beginPushes(Prefix.of(prefix), List.of(events), out) != null) {
            throw new IllegalArgumentException("too long for a test");
        }
        return bytes(out);
    }

    private static byte[] bytes(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** The server's end of one connection. */
    final class Peer implements Pipe {

        private final Receiver receiver;

        /** The requests that were not answered, as words. */
        final List<String> requests = new ArrayList<>();

        boolean closedByClient;

        Peer(Receiver receiver) {
            this.receiver = receiver;
        }

        void open() {
            receiver.opened(this);
        }

        void deliver(String text) {
            deliver(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void deliver(byte[] bytes) {
            receiver.received(Unpooled.wrappedBuffer(bytes));
        }

        void push(String prefix, KeyEvent... events) {
            deliver(pushes(prefix, events));
            loop.settle();
        }

        /** Answers the oldest request, which must be this one. */
        void answer(String request, Verb verb, Reply reply) {
            take(request);
            ByteBuf out = Unpooled.buffer();
            ReplyEncoder.encode(verb, reply, Protocol.RESP3, store, out);
            deliver(bytes(out));
            loop.settle();
        }

        /** Answers the oldest request, which must be this one, with a line. */
        void answerLine(String request, String line) {
            take(request);
            deliver(line + "\r\n");
            loop.settle();
        }

        private void take(String request) {
            String oldest = requests.isEmpty() ? "none" : requests.remove(0);
            if (!oldest.equals(request)) {
                throw new AssertionError(
                        "the oldest request is " + oldest + " and not " + request + ", then " + requests);
            }
        }

        void following(String request, long revision) {
            answer(request, Verb.FOLLOW, new Reply.Following(revision));
        }

        void drop() {
            receiver.closed("connection reset");
            loop.settle();
        }

        /** Drops the connection and accepts the next one. */
        Peer reconnect() {
            drop();
            while (peers.get(peers.size() - 1) == this) {
                loop.advanceToNextAlarm();
            }
            return accept();
        }

        @Override
        public void write(ByteBuf bytes) {
            String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
            bytes.release();
            int line = 0;
            while (line < lines.length - 1) {
                int words = Integer.parseInt(lines[line++].substring(1));
                List<String> request = new ArrayList<>();
                for (int i = 0; i < words; i++, line += 2) {
                    request.add(lines[line + 1]);
                }
                requests.add(String.join(" ", request));
            }
        }

        @Override
        public void close() {
            closedByClient = true;
        }
    }
}
