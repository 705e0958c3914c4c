package dev.latchkey.server;

import dev.latchkey.core.Reply;
import dev.latchkey.wire.CommandDecoder;
import dev.latchkey.wire.Decoded;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.ReplyEncoder;
import dev.latchkey.wire.RequestParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.Time;
import dev.latchkey.wire.Verb;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's talk with the server: bytes in, bytes out, no socket and no thread. Replies leave in the order of requests,
 * whatever the order in which the engine answers. Belongs to the connection's thread.
 */
final class Conversation {

    /** What carries the talk. Called on the connection's thread only. */
    interface Line {

        /** Where the next reply is written. Good until the call returns to the line. */
        ByteBuf output();

        /** Whether the reader keeps up, so that more replies may be made. */
        boolean hasRoom();

        /** Replies were written outside of {@link Conversation#read}: they must be sent, and reading may go on. */
        void wake();

        /** Sends what has been written, then ends the connection; nothing more is read. */
        void hangUp();
    }

    private final Line line;
    private final Engine engine;
    private final Introductions introductions;
    private final Limits limits;
    private final Time time;
    private final CommandStats stats;
    private final ClientState client;
    private final RequestParser parser;

    /** The requests that are not yet answered, the oldest first. */
    private final Deque<Pending> pending = new ArrayDeque<>();

    private final long began;
    private long bytesIn;
    private long bytesOutBeforeLogin;
    private boolean over;
    private boolean reading;

    /** When the request at hand began to arrive and how much has come since; meaningless between requests. */
    private long requestBegan;

    private long requestBytes;
    private boolean amidRequest;

    Conversation(
            Line line,
            Engine engine,
            Introductions introductions,
            Limits limits,
            Time time,
            CommandStats stats,
            ClientState client) {
        this.line = line;
        this.engine = engine;
        this.introductions = introductions;
        this.limits = limits;
        this.time = time;
        this.stats = stats;
        this.client = client;
        this.parser = new RequestParser(framesAllowed());
        this.began = time.nanos();
    }

    /**
     * Takes requests from {@code input} as long as there is room for replies; what is left must be offered again.
     *
     * @param arrived how many bytes of the input are new
     */
    void read(ByteBuf input, int arrived) {
        long now = time.nanos();
        bytesIn += arrived;
        reading = true;
        boolean took = false;
        while (!over && hasRoom()) {
            Parsed parsed = parser.next(input);
            if (parsed == null) {
                break;
            }
            took = true;
            take(parsed, now);
        }
        reading = false;
        if (took || !amidRequest) {
            requestBegan = now;
            requestBytes = 0;
        }
        requestBytes += arrived;
        amidRequest = parser.isAmidRequest() || input.isReadable();
        if (!over && !client.isLoggedIn() && bytesIn > limits.beforeLogin().inputBytesMax()) {
            hangUpSaying("too much input before login");
        }
    }

    /** Takes no more requests, and hangs up once those that were taken are answered. */
    void finish() {
        over = true;
        writeAnswered();
    }

    /** Whether another request could be answered now. */
    boolean hasRoom() {
        return pending.size() < limits.pipelinedMax() && line.hasRoom();
    }

    /** Why the client has used up its time, as a sentence for the log; null if it has not. */
    @Nullable
    String overdue(long now) {
        if (!client.isLoggedIn()
                && now - began > limits.beforeLogin().durationMax().toNanos()) {
            return "did not log in within " + limits.beforeLogin().durationMax().toSeconds() + " s";
        }
        if (amidRequest && hasRoom() && framesAllowed().tooSlow(now - requestBegan, requestBytes)) {
            return "sends a request too slowly: " + requestBytes + " bytes in " + (now - requestBegan) / 1_000_000_000L
                    + " s";
        }
        return null;
    }

    private void take(Parsed parsed, long now) {
        if (parsed instanceof Parsed.Request request) {
            answer(CommandDecoder.decode(request.arguments()), now);
        } else if (parsed instanceof Parsed.Violation violation) {
            hangUpSaying(violation.sentence());
        } else if (parsed instanceof Parsed.Foreigner foreigner) {
            stats.foreigner(foreigner.whatItSpeaks());
            over = true;
            line.hangUp();
        }
    }

    private void answer(Decoded decoded, long now) {
        if (decoded instanceof Decoded.ForStore request) {
            RespValue refusal = introductions.refusal(request.verb(), client);
            Pending answer = new Pending(request.verb(), client.protocol(), now, refusal);
            pending.addLast(answer);
            if (refusal == null) {
                engine.submit(request.command(), answer);
            }
        } else if (decoded instanceof Decoded.ForServer request) {
            RespValue refusal = introductions.refusal(request.verb(), client);
            RespValue value =
                    refusal != null ? refusal : introductions.answer(request.verb(), request.arguments(), client);
            parser.limitTo(framesAllowed());
            pending.addLast(new Pending(request.verb(), client.protocol(), now, value));
        } else if (decoded instanceof Decoded.Wrong wrong) {
            RespValue refusal = introductions.refusal(wrong.verb(), client);
            RespValue value = refusal != null ? refusal : new RespValue.ErrorLine(wrong.message());
            pending.addLast(new Pending(wrong.verb(), client.protocol(), now, value));
        }
        over = client.isLeaving();
        writeAnswered();
    }

    private Limits.Frames framesAllowed() {
        return client.isLoggedIn() ? limits.frames() : limits.framesBeforeLogin();
    }

    private void writeAnswered() {
        while (!pending.isEmpty() && pending.getFirst().isAnswered()) {
            write(pending.removeFirst());
        }
        if (over && pending.isEmpty()) {
            line.hangUp();
        } else if (!reading) {
            line.wake();
        }
    }

    private void write(Pending answer) {
        ByteBuf out = line.output();
        int start = out.writerIndex();
        answer.writeTo(out);
        boolean failed = out.getByte(start) == '-';
        stats.answered(answer.verb, failed, time.nanos() - answer.began);
        if (!client.isLoggedIn()) {
            bytesOutBeforeLogin += out.writerIndex() - start;
            over |= bytesOutBeforeLogin > limits.beforeLogin().outputBytesMax();
        }
    }

    private void hangUpSaying(String violation) {
        over = true;
        stats.violation();
        RespValue error = new RespValue.ErrorLine(ErrorCode.ERR + " Protocol error: " + violation);
        pending.addLast(new Pending(null, client.protocol(), began, error));
        writeAnswered();
    }

    /** A request whose reply is awaited, or has come but must wait for those before it. */
    private final class Pending implements Consumer<Reply> {

        private final @Nullable Verb verb;
        private final Protocol protocol;
        private final long began;
        private final @Nullable RespValue value;
        private @Nullable Reply reply;

        Pending(@Nullable Verb verb, Protocol protocol, long began, @Nullable RespValue value) {
            this.verb = verb;
            this.protocol = protocol;
            this.began = began;
            this.value = value;
        }

        boolean isAnswered() {
            return value != null || reply != null;
        }

        @Override
        public void accept(Reply answer) {
            reply = answer;
            if (!reading) {
                writeAnswered();
            }
        }

        void writeTo(ByteBuf out) {
            if (value != null) {
                RespWriter.write(out, value, protocol);
            } else if (reply != null && verb != null) {
                ReplyEncoder.encode(verb, reply, protocol, out);
            } else {
                throw new IllegalStateException("the request is not answered");
            }
        }
    }
}
