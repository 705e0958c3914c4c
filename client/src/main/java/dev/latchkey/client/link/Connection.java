package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.ReplyDecoder;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection to a server, from handshake to close. Replies are matched to requests by their order, so once a
 * reply is overdue, those after it are of no use either: the connection is dropped, every attempt on it fails, and it is never
 * reused.
 */
final class Connection implements Transport.Receiver {

    /** The maximum number of unanswered requests, and the maximum of their bytes. */
    private static final int REQUESTS_MAX = 8_192;

    private static final int REQUEST_BYTES_MAX = 16_777_216;

    private static final int BATCH_BYTES_INITIAL = 1_024;

    /** Prefixes of errors that are temporary. */
    private static final List<String> PASSING_ERRORS =
            List.of("ERR max number of clients reached", "LOADING ", "TRYAGAIN ", "MASTERDOWN ", "CLUSTERDOWN ");

    /** The error for a server of another kind that accepts HELLO, such as Redis. Begins with a code, as a server's errors do. */
    private static final String NO_STORE = "NOPROTO the reply to HELLO has no store id: this is not a Latchkey server";

    /** Receives the status changes of a connection. */
    interface Owner {

        /** Requests can be sent: the handshake is complete, or the connection is no longer full. */
        void ready(Connection connection, StoreId store);

        /** The server refuses this client. {@link #ended} follows. */
        void refused(String why);

        /**
         * A push has arrived, which is not the reply to a request.
         *
         * @throws ReplyParser.NotRespException if it is not valid; the connection is then closed
         */
        default void pushed(RespValue.Push push) {
            throw new ReplyParser.NotRespException("a push, although nothing is followed");
        }

        /** The connection is closed, and all attempts on it have failed. */
        void ended(Connection connection, String why);
    }

    private record Sent(ConnectionLink.Request request, long at, int bytes) {}

    /** A request for the store. */
    private record OfStore(Command command, Link.Attempt attempt) implements ConnectionLink.Request {

        @Override
        public void encode(ByteBuf out) {
            RequestEncoder.encode(command, out);
        }

        @Override
        public void replied(RespValue reply) {
            Answer answer;
            try {
                answer = ReplyDecoder.decode(command, reply);
            } catch (ReplyParser.NotRespException e) {
                attempt.failed(String.valueOf(e.getMessage()));
                throw e;
            }
            attempt.answered(answer);
        }

        @Override
        public void failed(String why) {
            attempt.failed(why);
        }
    }

    private final Loop loop;
    private final Duration handshakeTimeout;
    private final Duration answerTimeout;
    private final String user;
    private final Optional<String> password;
    private final Owner owner;
    private final ByteBufAllocator buffers;
    private final ReplyParser parser = new ReplyParser();

    /** The unanswered requests, oldest first. */
    private final Deque<Sent> sent = new ArrayDeque<>();

    private int sentBytes;
    private final long began;
    private Transport.@Nullable Pipe pipe;
    private @Nullable StoreId store;

    /** Requests that will be written together at the end of the current step. */
    private @Nullable ByteBuf batch;

    /** The bytes of a reply that has not arrived completely. */
    private @Nullable ByteBuf rest;

    private boolean answered;
    private boolean full;
    private boolean over;
    private Loop.Alarm alarm;

    Connection(
            Loop loop,
            Duration handshakeTimeout,
            Duration answerTimeout,
            String user,
            Optional<String> password,
            Owner owner) {
        this(loop, handshakeTimeout, answerTimeout, user, password, owner, ByteBufAllocator.DEFAULT);
    }

    /**
     * Allocates its buffers from {@code buffers}.
     *
     * @param handshakeTimeout how long connecting and the handshake may take together
     */
    Connection(
            Loop loop,
            Duration handshakeTimeout,
            Duration answerTimeout,
            String user,
            Optional<String> password,
            Owner owner,
            ByteBufAllocator buffers) {
        this.loop = loop;
        this.handshakeTimeout = handshakeTimeout;
        this.answerTimeout = answerTimeout;
        this.user = user;
        this.password = password;
        this.owner = owner;
        this.buffers = buffers;
        this.began = loop.nanos();
        this.alarm = loop.schedule(handshakeTimeout.toNanos(), this::checkTimeout);
    }

    /** Whether a request can be sent now. */
    boolean isReady() {
        return store != null && !over && !full;
    }

    /** Whether the handshake is complete, unless the connection has ended before. */
    boolean hasGreeted() {
        return store != null;
    }

    /** Whether any request was answered, which proves more than a handshake does. */
    boolean hasAnswered() {
        return answered;
    }

    /** The number of unanswered requests. */
    int load() {
        return sent.size();
    }

    void send(Command command, Link.Attempt attempt) {
        send(new OfStore(command, attempt));
    }

    void send(ConnectionLink.Request request) {
        int bytes;
        try {
            bytes = encode(request, batch());
        } catch (
                Throwable unencoded) { // why all: it may be an OutOfMemoryError, and half a request must not be written
            String why = "could not encode a request: " + unencoded;
            end(why);
            loop.execute(() -> request.failed(why));
            return;
        }
        sent.addLast(new Sent(request, loop.nanos(), bytes));
        sentBytes += bytes;
        full = sent.size() >= REQUESTS_MAX || sentBytes >= REQUEST_BYTES_MAX;
    }

    /** Encodes a request; returns the number of bytes. */
    private static int encode(ConnectionLink.Request request, ByteBuf out) {
        int start = out.writerIndex();
        request.encode(out);
        return out.writerIndex() - start;
    }

    private ByteBuf batch() {
        if (batch == null) {
            batch = buffers.buffer(BATCH_BYTES_INITIAL);
            loop.execute(this::writeBatch);
        }
        return batch;
    }

    private void writeBatch() {
        if (batch != null && pipe != null) {
            ByteBuf bytes = batch;
            batch = null;
            pipe.write(bytes);
        }
    }

    @Override
    public void opened(Transport.Pipe opened) {
        pipe = opened;
        if (over) {
            opened.close();
        } else if (password.isPresent()) {
            RequestEncoder.encode(batch(), "HELLO", "3", "AUTH", user, password.get());
        } else {
            RequestEncoder.encode(batch(), "HELLO", "3");
        }
    }

    @Override
    public void received(ByteBuf bytes) {
        ByteBuf kept = rest;
        rest = null;
        ByteBuf all = kept == null ? bytes : kept.writeBytes(bytes);
        try {
            RespValue value = over ? null : parser.next(all);
            while (value != null) {
                take(value);
                value = over ? null : parser.next(all);
            }
        } catch (ReplyParser.NotRespException e) {
            end("the server sent an invalid reply: " + e.getMessage());
        }
        if (kept == null) {
            rest = over || !bytes.isReadable()
                    ? null
                    : buffers.buffer(bytes.readableBytes()).writeBytes(bytes);
        } else if (over || !kept.isReadable()) {
            kept.release();
        } else {
            rest = kept.discardReadBytes();
        }
    }

    private void take(RespValue value) {
        if (store == null) {
            takeGreeting(value);
            return;
        }
        if (value instanceof RespValue.Push push) {
            owner.pushed(push);
            return;
        }
        Sent oldest = sent.pollFirst();
        if (oldest == null) {
            throw new ReplyParser.NotRespException("a reply without a request: " + value);
        }
        sentBytes -= oldest.bytes();
        boolean before = answered;
        answered = true;
        try {
            oldest.request().replied(value);
        } catch (ReplyParser.NotRespException e) {
            answered = before; // why: a server that sends invalid replies must not shorten the next delay
            throw e;
        }
        if (full && sent.size() <= REQUESTS_MAX / 2 && sentBytes <= REQUEST_BYTES_MAX / 2) {
            full = false;
            owner.ready(this, store);
        }
    }

    private void takeGreeting(RespValue value) {
        if (value instanceof RespValue.ErrorLine error) {
            if (!isPassing(error.message())) {
                owner.refused(error.message());
            }
            end(error.message());
            return;
        }
        store = storeOf(value);
        if (store == null) {
            owner.refused(NO_STORE);
            end(NO_STORE);
            return;
        }
        owner.ready(this, store);
    }

    /** Whether the server rejects all clients for now and may accept them soon. */
    private static boolean isPassing(String error) {
        return PASSING_ERRORS.stream().anyMatch(error::startsWith);
    }

    /** The store id in the reply to HELLO, which is a map; null if it has none. */
    private static @Nullable StoreId storeOf(RespValue greeting) {
        List<RespValue> flat = greeting instanceof RespValue.Pairs pairs ? pairs.flat() : List.of();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            if (flat.get(i) instanceof RespValue.Bulk name
                    && name.utf8().equals("store")
                    && flat.get(i + 1) instanceof RespValue.Bulk id) {
                try {
                    return StoreId.parse(id.utf8());
                } catch (IllegalArgumentException e) {
                    throw new ReplyParser.NotRespException(String.valueOf(e.getMessage()));
                }
            }
        }
        return null;
    }

    private void checkTimeout() {
        if (over) {
            return;
        }
        Sent oldest = sent.peekFirst();
        long now = loop.nanos();
        long since = store == null ? began : oldest == null ? now : oldest.at();
        Duration max = store == null ? handshakeTimeout : answerTimeout;
        long left = max.toNanos() - (now - since);
        if (left <= 0) {
            end((store == null ? "no connection within " : "no answer within ") + max.toMillis() + " ms");
        } else {
            alarm = loop.schedule(left, this::checkTimeout);
        }
    }

    @Override
    public void closed(String why) {
        end(why);
    }

    /** Closes the connection: every attempt on it fails. Idempotent. */
    void end(String why) {
        if (over) {
            return;
        }
        over = true;
        alarm.cancel();
        if (pipe != null) {
            pipe.close();
        }
        if (batch != null) {
            batch.release();
            batch = null;
        }
        if (rest != null) {
            rest.release();
            rest = null;
        }
        while (!sent.isEmpty()) {
            sent.removeFirst().request().failed(why);
        }
        owner.ended(this, why);
    }
}
