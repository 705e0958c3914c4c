package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.CommandWeight;
import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.LoginAllowance;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.BackupVerb;
import dev.latchkey.server.verbs.ConnectionVerbs;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RequestParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.ReplyEncoder;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's talk with the server: bytes in, bytes out, no socket and no thread. Replies leave in the order of requests,
 * whatever the order in which the engine answers. Belongs to the connection's thread.
 *
 * <p>Public for those who carry the bytes by another way than a socket, a simulator for example; {@link SocketlessServer} makes
 * them.
 */
public final class Conversation {

    /** What carries the talk. Called on the connection's thread only. */
    public interface Line {

        /** Where the next reply is written. Good until the call returns to the line. */
        ByteBuf output();

        /** Whether the reader keeps up, so that more replies may be made. */
        boolean hasRoom();

        /** Replies were written outside of {@link Conversation#read}: they must be sent, and reading may go on. */
        void wake();

        /** Sends what has been written, then ends the connection; nothing more is read. */
        void hangUp();

        /** A reply could not be written, in whole or at all: ends the connection, and nothing more is sent. */
        void fail(Throwable cause);

        /** Runs things on the connection's thread, later; the same object for all lines of one thread. */
        Executor home();
    }

    private static final Set<Verb> IN_THEIR_TURN = EnumSet.of(Verb.BACKUP, Verb.INFO);

    private final Line line;
    private final Engine engine;
    private final ConnectionVerbs introductions;
    private final Limits limits;
    private final Time time;
    private final CommandStats stats;
    private final ClientState client;
    private final Consumer<String> whenForeign;
    private final RequestParser parser;
    private final BackupVerb backup;
    private final LoginAllowance allowance;

    /** The requests that are not yet answered, the oldest first. */
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** How many commands the engine has not answered, and about how many bytes they and their replies hold. */
    private int submitted;

    private long submittedBytes;

    /** No more requests are taken. */
    private boolean over;

    /** Nothing more will come than what has come. */
    private boolean finishing;

    private boolean reading;
    private boolean writing;

    /** Requests had to wait because there was no room for their replies. */
    private boolean heldUp;

    /** When the request at hand began to arrive and how much of it has come; meaningless between requests. */
    private long requestBegan;

    private long requestBytes;
    private boolean amidRequest;

    public Conversation(
            Line line,
            Engine engine,
            ConnectionVerbs introductions,
            Limits limits,
            Time time,
            CommandStats stats,
            ClientState client,
            Consumer<String> whenForeign) {
        this.line = line;
        this.engine = engine;
        this.introductions = introductions;
        this.limits = limits;
        this.time = time;
        this.stats = stats;
        this.client = client;
        this.whenForeign = whenForeign;
        this.parser = new RequestParser(framesAllowed());
        this.backup = new BackupVerb(engine, time);
        this.allowance = new LoginAllowance(limits.beforeLogin(), time.nanos());
    }

    /**
     * Takes requests from {@code input} as long as there is room for replies; what is left must be offered again.
     *
     * @param arrived how many bytes of the input are new
     */
    public void read(ByteBuf input, int arrived) {
        long now = time.nanos();
        allowance.read(arrived);
        if (heldUp || !amidRequest) {
            requestBegan = now;
        }
        requestBytes += arrived;
        takeAll(input, now);
        amidRequest = parser.isAmidRequest() || input.isReadable();
        if (over) {
            input.skipBytes(input.readableBytes());
        } else if (!client.isLoggedIn() && allowance.isInputSpent()) {
            hangUpSaying("too much input before login");
        } else if (finishing && !heldUp) {
            over = true;
            writeAnswered();
        }
    }

    private void takeAll(ByteBuf input, long now) {
        reading = true;
        heldUp = true;
        while (hasRoom()) {
            Parsed parsed = parser.next(input);
            if (parsed == null) {
                heldUp = false;
                break;
            }
            take(parsed, now);
            requestBegan = now;
            requestBytes = input.readableBytes();
        }
        reading = false;
    }

    /**
     * Says that nothing more will come. At the next {@link #read} that is not held up for lack of room no more requests are
     * taken, and the line is hung up once those that were taken are answered.
     */
    public void finish() {
        finishing = true;
    }

    /** Goes on after the line had no room, or says that it has room again. */
    public void proceed() {
        if (!reading) {
            writeAnswered();
        }
    }

    /** Forgets what is not answered: there is nobody left to answer. */
    public void abandon() {
        over = true;
        pending.clear();
        backup.end();
    }

    /** Whether another request could be taken and answered now. */
    public boolean hasRoom() {
        return !over
                && pending.size() < limits.pipelinedMax()
                && submittedBytes < limits.pipelinedBytesMax()
                && line.hasRoom();
    }

    /** What is held of a request that has been taken from the input only in part. */
    public long heldBytes() {
        return parser.heldBytes();
    }

    /** Ends the talk, since what all connections together have sent of unfinished requests is too much to be held. */
    public void refuseInput() {
        parser.end();
        hangUpSaying("too many bytes of unfinished requests are held for all connections together; try again later");
    }

    /** Lets go of what the client does not use. To be called now and then. */
    public void tidy(long now) {
        backup.endIfTooDear(now);
    }

    /** Why the client has used up its time, as a sentence for the log; null if it has not. */
    public @Nullable String overdue(long now) {
        if (!client.isLoggedIn() && allowance.isTimeSpent(now)) {
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
            whenForeign.accept(foreigner.whatItSpeaks());
            over = true;
            writeAnswered();
        }
    }

    private void answer(Decoded decoded, long now) {
        if (decoded instanceof Decoded.ForStore request) {
            askStore(request, now);
        } else if (decoded instanceof Decoded.ForServer request) {
            askServer(request, now);
        } else if (decoded instanceof Decoded.Wrong wrong) {
            explain(wrong, now);
        }
        over |= client.isLeaving();
        writeAnswered();
    }

    private void askStore(Decoded.ForStore request, long now) {
        RespValue refusal = introductions.refusal(request.verb(), client);
        Pending answer = new Pending(request.verb(), client.protocol(), now, refusal);
        pending.addLast(answer);
        if (refusal == null) {
            order(request.command(), answer);
        }
    }

    private void askServer(Decoded.ForServer request, long now) {
        RespValue refusal = introductions.refusal(request.verb(), client);
        if (refusal == null && IN_THEIR_TURN.contains(request.verb())) {
            pending.addLast(new InItsTurn(request, now));
            return;
        }
        boolean wasLoggedIn = client.isLoggedIn();
        RespValue value = refusal != null ? refusal : introductions.answer(request.verb(), request.arguments(), client);
        if (wasLoggedIn && !client.isLoggedIn()) {
            allowance.renew(now);
        }
        parser.limitTo(framesAllowed());
        pending.addLast(new Pending(request.verb(), client.protocol(), now, value));
    }

    private void explain(Decoded.Wrong wrong, long now) {
        if (wrong.verb() == null) {
            stats.unknown();
        }
        RespValue refusal = introductions.refusal(wrong.verb(), client);
        RespValue value = refusal != null ? refusal : introductions.answerWrong(wrong, client);
        pending.addLast(new Pending(wrong.verb(), client.protocol(), now, value));
    }

    private void order(Command command, Pending answer) {
        Reply atOnce = submitted == 0 ? engine.tryAnswer(command) : null;
        if (atOnce != null) {
            answer.reply = atOnce;
        } else {
            submitted++;
            answer.commandBytes = CommandWeight.ofCommandAndReply(command);
            submittedBytes += answer.commandBytes;
            engine.submit(command, answer);
        }
    }

    private Limits.Frames framesAllowed() {
        return client.isLoggedIn() ? limits.frames() : limits.framesBeforeLogin();
    }

    /** Writes the replies that have come, in order, as far as there is room; the rest waits for {@link #proceed}. */
    private void writeAnswered() {
        if (writing) {
            return;
        }
        writing = true;
        while (line.hasRoom() && !pending.isEmpty() && pending.getFirst().isAnswered()) {
            write(pending.removeFirst());
        }
        if (!pending.isEmpty() && pending.getFirst().lost) {
            pending.clear();
        }
        writing = false;
        if (over && pending.isEmpty()) {
            backup.end();
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
        if (answer.verb == Verb.RESET) {
            backup.end();
        }
        if (answer.verb != null) {
            stats.answered(answer.verb, failed, time.nanos() - answer.began);
        }
        if (answer.beforeLogin) {
            allowance.written(out.writerIndex() - start);
            if (allowance.isOutputSpent()) {
                out.writerIndex(start);
                abandon();
            }
        }
    }

    private void hangUpSaying(String violation) {
        over = true;
        stats.violation();
        RespValue error = new RespValue.ErrorLine(ErrorCode.ERR + " Protocol error: " + violation);
        pending.addLast(new Pending(null, client.protocol(), time.nanos(), error));
        writeAnswered();
    }

    /** A request whose reply is awaited, or has come but must wait for those before it. */
    private class Pending implements Asker {

        private final @Nullable Verb verb;
        private final Protocol protocol;
        private final long began;
        private final @Nullable RespValue value;
        private final boolean beforeLogin = !client.isLoggedIn();
        private @Nullable Reply reply;

        /** Whether the outcome is unknown: neither this request nor any later one of the connection is answered. */
        private boolean lost;

        /** What the command holds while the engine has it. */
        private int commandBytes;

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
        public Executor home() {
            return line.home();
        }

        @Override
        public void answered(Reply answer) {
            reply = answer;
            settled();
        }

        @Override
        public void lost(String reason) {
            lost = true;
            over = true;
            settled();
        }

        private void settled() {
            submitted--;
            submittedBytes -= commandBytes;
            if (!reading) {
                writeOrFail();
            }
        }

        /** Why caught: whoever hands over replies does so for many connections at once. */
        private void writeOrFail() {
            try {
                writeAnswered();
            } catch (RuntimeException | Error e) {
                line.fail(e);
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

    /**
     * A request about the state of the store. Why answered only when all before it are: it shows what they did; and a piece of a
     * backup takes room that is there only when it can be sent.
     */
    private final class InItsTurn extends Pending {

        private final Decoded.ForServer request;

        InItsTurn(Decoded.ForServer request, long began) {
            super(request.verb(), client.protocol(), began, null);
            this.request = request;
        }

        @Override
        boolean isAnswered() {
            return true;
        }

        @Override
        void writeTo(ByteBuf out) {
            RespValue value = request.verb() == Verb.BACKUP
                    ? backup.answer(request.arguments()[1])
                    : introductions.answer(request.verb(), request.arguments(), client);
            RespWriter.write(out, value, super.protocol);
        }
    }
}
