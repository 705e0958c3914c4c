package dev.latchkey.wire;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.state.StateMachine;
import java.time.Duration;

/**
 * All limits of a server's connections, in one place. Sizes are in bytes.
 *
 * @param frames the limits of one request
 * @param framesBeforeLogin the limits of one request while a password is required and the client is not authenticated
 * @param beforeLogin the limits of everything that a connection does before authentication
 * @param input the limit of buffered input
 * @param output the limits of replies buffered for slow readers
 * @param connectionsMax the maximum number of connections; further ones get an error and are closed
 * @param pipelinedMax the maximum number of unanswered requests of one connection
 * @param pipelinedBytesMax while the unanswered requests of a connection, their expected replies and the replies that are queued hold
 *     this many bytes, no further request of that connection is accepted
 */
public record Limits(
        Frames frames,
        Frames framesBeforeLogin,
        BeforeLogin beforeLogin,
        Input input,
        Output output,
        int connectionsMax,
        int pipelinedMax,
        int pipelinedBytesMax) {

    /**
     * The limits of one request.
     *
     * @param argumentsMax the maximum number of arguments, including the command name
     * @param bulkBytesMax the maximum length of one argument
     * @param requestBytesMax the maximum total length of all arguments
     * @param inlineBytesMax the maximum length of an inline request
     * @param graceMax the grace period: how long a request may take to arrive, whatever its size
     * @param bytesPerSecondMin the minimum rate at which the rest must arrive after the grace period
     */
    public record Frames(
            int argumentsMax,
            int bulkBytesMax,
            int requestBytesMax,
            int inlineBytesMax,
            Duration graceMax,
            int bytesPerSecondMin) {

        public Frames {
            require(argumentsMax >= 1, "argumentsMax", argumentsMax);
            require(bulkBytesMax >= 1, "bulkBytesMax", bulkBytesMax);
            require(requestBytesMax >= bulkBytesMax, "requestBytesMax (less than bulkBytesMax)", requestBytesMax);
            require(inlineBytesMax >= 1, "inlineBytesMax", inlineBytesMax);
            require(bytesPerSecondMin >= 1, "bytesPerSecondMin", bytesPerSecondMin);
        }

        /** Whether a request is too slow if {@code bytes} of it have arrived in {@code nanos} nanoseconds. */
        public boolean tooSlow(long nanos, long bytes) {
            return nanos - graceMax.toNanos() > bytes * 1_000_000_000L / bytesPerSecondMin;
        }
    }

    /**
     * The limits of a connection before it is authenticated.
     *
     * @param inputBytesMax the maximum number of bytes it may send
     * @param outputBytesMax the maximum number of bytes it is sent
     * @param durationMax how long it may take to authenticate
     */
    public record BeforeLogin(long inputBytesMax, long outputBytesMax, Duration durationMax) {}

    /**
     * The limit of buffered input: requests that are incomplete or not yet accepted.
     *
     * @param allConnectionsBytesMax the maximum for all authenticated connections together; if it is exceeded, the connection with the
     *     most is closed
     */
    public record Input(long allConnectionsBytesMax) {

        private static final int BEFORE_LOGIN_SHARE = 4;

        /** The maximum for all unauthenticated connections together, which does not count against that of the others. */
        public long beforeLoginBytesMax() {
            return allConnectionsBytesMax / BEFORE_LOGIN_SHARE;
        }
    }

    /**
     * The limits of replies that a client has not yet read, and of those that are queued.
     *
     * @param pausedAtBytes while a connection has this much pending output, no further request is read from it
     * @param allConnectionsBytesMax the maximum for all authenticated connections together; if it is exceeded, the connection with the
     *     most is closed
     * @param queuedBytesMax the same for queued replies and the rest of long ones, which are not encoded yet and use memory of the heap
     * @param stalledMax a connection with pending output that reads none of it for this long is closed
     */
    public record Output(int pausedAtBytes, long allConnectionsBytesMax, long queuedBytesMax, Duration stalledMax) {

        private static final int BEFORE_LOGIN_SHARE = 16;

        /** Follows may use one part in this many of the memory for queued replies. */
        private static final int FOLLOWS_SHARE = 2;

        /** The same limit for output and for queued replies. */
        public Output(int pausedAtBytes, long allConnectionsBytesMax, Duration stalledMax) {
            this(pausedAtBytes, allConnectionsBytesMax, allConnectionsBytesMax, stalledMax);
        }

        /** The maximum for the follows of all connections together, which count as queued replies. */
        public long followBytesMax() {
            return queuedBytesMax / FOLLOWS_SHARE;
        }

        /** The maximum of queued replies for all unauthenticated connections together. */
        public long queuedBeforeLoginBytesMax() {
            return queuedBytesMax / BEFORE_LOGIN_SHARE;
        }

        /** The maximum for all unauthenticated connections together, which does not count against that of the others. */
        public long beforeLoginBytesMax() {
            return allConnectionsBytesMax / BEFORE_LOGIN_SHARE;
        }
    }

    /** A backup ends if no piece of it is requested for this long. */
    public static final Duration BACKUP_IDLE_MAX = Duration.ofSeconds(60);

    /** The maximum size of one piece of a backup, not counting its last entry. */
    public static final int BACKUP_PIECE_BYTES_MAX = 1 << 20;

    /** The default limits. */
    public static final Limits STANDARD = new Limits(
            new Frames(2_048, Value.LENGTH_MAX, 2 * Value.LENGTH_MAX, 65_536, Duration.ofSeconds(10), 1_024),
            new Frames(10, 16_384, 65_536, 16_384, Duration.ofSeconds(10), 1_024),
            new BeforeLogin(1_048_576, 1_024, Duration.ofSeconds(10)),
            new Input(268_435_456),
            new Output(262_144, 268_435_456, Duration.ofSeconds(30)),
            50_000,
            10_000,
            4_194_304);

    public Limits {
        require(
                frames.bulkBytesMax() >= Math.max(Value.LENGTH_MAX, Key.LENGTH_MAX),
                "bulkBytesMax",
                frames.bulkBytesMax());
        // Why twice: the buffer in which a request accumulates may be twice as large as its content.
        require(
                input.allConnectionsBytesMax() >= 2L * frames.requestBytesMax(),
                "allConnectionsBytesMax of input",
                input.allConnectionsBytesMax());
        require(
                output.allConnectionsBytesMax() >= output.pausedAtBytes() + 2L * StateMachine.PAGE_BYTES_MAX,
                "allConnectionsBytesMax",
                output.allConnectionsBytesMax());
        require(output.queuedBytesMax() >= 1, "queuedBytesMax", output.queuedBytesMax());
        require(connectionsMax >= 1, "connectionsMax", connectionsMax);
        require(pipelinedMax >= 1, "pipelinedMax", pipelinedMax);
        require(pipelinedBytesMax >= 1, "pipelinedBytesMax", pipelinedBytesMax);
    }

    /** These limits with another maximum number of connections. */
    public Limits withConnectionsMax(int connections) {
        return new Limits(
                frames, framesBeforeLogin, beforeLogin, input, output, connections, pipelinedMax, pipelinedBytesMax);
    }

    /**
     * These limits with {@code bytes} for buffered input, but not more than these limits allow and not less than one request
     * needs.
     */
    public Limits withInputShare(long bytes) {
        long most = Math.max(2L * frames.requestBytesMax(), Math.min(bytes, input.allConnectionsBytesMax()));
        return new Limits(
                frames,
                framesBeforeLogin,
                beforeLogin,
                new Input(most),
                output,
                connectionsMax,
                pipelinedMax,
                pipelinedBytesMax);
    }

    /**
     * These limits with {@code bytes} for replies that clients have not read, but not more than these limits allow and not less than
     * one connection needs.
     */
    public Limits withOutputShare(long bytes) {
        long most = Math.max(
                output.pausedAtBytes() + 2L * StateMachine.PAGE_BYTES_MAX,
                Math.min(bytes, output.allConnectionsBytesMax()));
        return new Limits(
                frames,
                framesBeforeLogin,
                beforeLogin,
                input,
                new Output(output.pausedAtBytes(), most, output.queuedBytesMax(), output.stalledMax()),
                connectionsMax,
                pipelinedMax,
                pipelinedBytesMax);
    }

    /**
     * These limits with {@code bytes}, 1 or more, for queued replies, of which one connection can use a quarter before the server stops
     * reading from it; neither is more than these limits allow.
     */
    public Limits withReplyQueue(long bytes) {
        long most = Math.min(bytes, output.queuedBytesMax());
        return new Limits(
                frames,
                framesBeforeLogin,
                beforeLogin,
                input,
                new Output(output.pausedAtBytes(), output.allConnectionsBytesMax(), most, output.stalledMax()),
                connectionsMax,
                pipelinedMax,
                (int) Math.max(1, Math.min(pipelinedBytesMax, most / 4)));
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
