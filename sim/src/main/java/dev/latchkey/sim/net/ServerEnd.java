package dev.latchkey.sim.net;

import dev.latchkey.client.link.Loop;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.talk.SocketlessServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one connection: does for the real conversation what a socket does, and no more. It reads nothing while the
 * output limit is reached.
 */
final class ServerEnd implements Conversation.Line {

    private static final int OUTPUT_BYTES_INITIAL = 256;

    private static final class Arrival {
        private final byte[] bytes;
        private final long chunk;

        Arrival(byte[] bytes, long chunk) {
            this.bytes = bytes;
            this.chunk = chunk;
        }
    }

    private final VirtualConnection connection;
    private final VirtualServer server;
    private final Conversation conversation;

    /** Chunks that arrived while the output limit was reached and are not read yet. */
    private final Deque<Arrival> arrivals = new ArrayDeque<>();

    private final ByteBuf output = Unpooled.buffer(OUTPUT_BYTES_INITIAL);

    /** The bytes that the conversation was offered and has not consumed. */
    private ByteBuf input = Unpooled.EMPTY_BUFFER;

    private long chunk;
    private int undelivered;
    private boolean finishing;
    private boolean hungUp;
    private boolean executed;
    private boolean wasFull;

    /** The requested call of {@link Conversation#expire}; null if there was none. */
    private Loop.@Nullable Alarm expiry;

    ServerEnd(VirtualConnection connection, SocketlessServer socketless, VirtualServer server) {
        this.connection = connection;
        this.server = server;
        this.conversation = socketless.converse(this);
    }

    void arrived(byte[] bytes, long chunkOf) {
        if (!hungUp) {
            arrivals.addLast(new Arrival(bytes, chunkOf));
            readOn();
        }
    }

    /** A command of this connection was executed. */
    void executed() {
        executed = true;
    }

    /** Answers what the output limit held back, and reads what has arrived, until the limit is reached again. */
    private void readOn() {
        if (!hungUp && conversation.hasRoom() && (input.isReadable() || isFinished())) {
            converse(0);
        }
        while (!hungUp && !arrivals.isEmpty() && conversation.hasRoom()) {
            Arrival next = arrivals.removeFirst();
            chunk = next.chunk;
            input = Unpooled.wrappedBuffer(appendToUnread(next.bytes));
            converse(next.bytes.length);
            if (isFinished() && !hungUp && conversation.hasRoom()) {
                converse(0);
            }
        }
    }

    private byte[] appendToUnread(byte[] bytes) {
        int rest = input.readableBytes();
        if (rest == 0) {
            return bytes;
        }
        byte[] all = new byte[rest + bytes.length];
        input.readBytes(all, 0, rest);
        System.arraycopy(bytes, 0, all, rest, bytes.length);
        return all;
    }

    private boolean isFinished() {
        return finishing && arrivals.isEmpty();
    }

    private void converse(int arrived) {
        if (isFinished()) {
            conversation.finish();
        }
        server.reading(connection, chunk, () -> conversation.read(input, arrived));
        send();
    }

    @Override
    public ByteBuf output() {
        return output;
    }

    @Override
    public boolean hasRoom() {
        return undelivered + output.readableBytes() < connection.roomBytes();
    }

    /** Why nothing is sent: the simulated network carries the replies of one read as one chunk. */
    @Override
    public void flushIfFull() {
        if (!wasFull && !hasRoom()) {
            wasFull = true;
            server.sayOf("reaches the output limit for ", connection);
        }
    }

    @Override
    public void drop(String reason) {
        server.lost(connection);
        connection.hangUp();
    }

    /** Why this throws: only a bug can make a write fail here. */
    @Override
    public void fail(Throwable cause) {
        throw new IllegalStateException("a reply could not be written", cause);
    }

    @Override
    public void wake() {
        send();
        readOn();
    }

    @Override
    public void hangUp() {
        if (!hungUp) {
            hungUp = true;
            send();
            server.forget(connection);
            connection.hangUp();
        }
    }

    @Override
    public Executor home() {
        return server.process();
    }

    /** Why with the chunk: a request that is executed in a turn belongs to the bytes that are being read now. */
    @Override
    public void requestTurn(Runnable turn, boolean begun) {
        long ofChunk = chunk;
        server.process().execute(() -> {
            if (!hungUp) {
                server.reading(connection, ofChunk, turn);
            }
        });
    }

    @Override
    public void expireAfter(long nanos) {
        if (expiry != null) {
            expiry.cancel();
        }
        expiry = server.process().schedule(nanos, () -> {
            if (!hungUp) {
                conversation.expire();
            }
        });
    }

    private void send() {
        int bytes = output.readableBytes();
        if (bytes > 0) {
            byte[] replies = new byte[bytes];
            output.readBytes(replies).clear();
            undelivered += bytes;
            boolean answersAny = executed;
            executed = false;
            connection.reply(replies, answersAny);
        }
    }

    /** The client has received {@code bytes} bytes of replies. */
    void delivered(int bytes) {
        undelivered -= bytes;
        if (wasFull && hasRoom()) {
            wasFull = false;
            server.countSlowReader();
            server.sayOf("can send replies again to ", connection);
            conversation.proceed();
        }
    }

    /** The client will send nothing more. */
    void finish() {
        finishing = true;
        readOn();
    }

    /** The client is gone, so nothing more is answered. */
    void abandon() {
        hungUp = true;
        conversation.abandon();
    }

    void inspect(long now) {
        String reason = hungUp ? null : conversation.overdue(now);
        if (reason != null) {
            drop(reason);
        }
    }
}
