package dev.latchkey.wire;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.state.StateMachine;
import java.time.Duration;

/**
 * Every bound of a connection, in one place. Sizes in bytes.
 *
 * @param frames the bounds of what a client may send
 * @param framesBeforeLogin the same while a password is required and not yet given
 * @param beforeLogin the bounds of a connection's whole life before login
 * @param input the bounds of what is held of unfinished requests
 * @param output the bounds of what waits for a slow reader
 * @param connectionsMax the most connections at once; one more is told so and closed
 * @param pipelinedMax the most requests of one connection that wait for their reply
 * @param pipelinedBytesMax with requests waiting that hold so many bytes, or whose replies will, no further one of the connection is taken
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
     * What one request may be.
     *
     * @param argumentsMax the most arguments, the command's name included
     * @param bulkBytesMax the longest argument
     * @param requestBytesMax the most bytes of all arguments together
     * @param inlineBytesMax the longest inline line
     * @param graceMax how long a request may take to arrive, whatever its size
     * @param bytesPerSecondMin how fast the rest of it must come once the grace is over
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

        /** Whether a request of which {@code bytes} have come in {@code nanos} comes too slowly to be waited for. */
        public boolean tooSlow(long nanos, long bytes) {
            return nanos - graceMax.toNanos() > bytes * 1_000_000_000L / bytesPerSecondMin;
        }
    }

    /**
     * What a connection may do in all before it has logged in.
     *
     * @param inputBytesMax the most bytes it may send
     * @param outputBytesMax the most bytes it is answered
     * @param durationMax how long it may take
     */
    public record BeforeLogin(long inputBytesMax, long outputBytesMax, Duration durationMax) {}

    /**
     * What may be held of requests that have not come whole, or wait to be taken.
     *
     * @param allConnectionsBytesMax with so much held of all connections together, the one that adds to it is closed
     */
    public record Input(long allConnectionsBytesMax) {}

    /**
     * What may wait for a reader.
     *
     * @param pausedAtBytes with so much waiting, no further request of the connection is read
     * @param allConnectionsBytesMax with so much waiting on all connections together, the one that adds to it is closed
     * @param stalledMax a connection that takes nothing of what waits for it for so long is closed
     */
    public record Output(int pausedAtBytes, long allConnectionsBytesMax, Duration stalledMax) {}

    /** A backup of which nobody takes a piece for so long ends. */
    public static final Duration BACKUP_IDLE_MAX = Duration.ofSeconds(60);

    /** What one piece of a backup has at most, but for its last entry. */
    public static final int BACKUP_PIECE_BYTES_MAX = 1 << 20;

    /** The limits of a server that was told no others. */
    public static final Limits STANDARD = new Limits(
            new Frames(1_024, Value.LENGTH_MAX, 2 * Value.LENGTH_MAX, 65_536, Duration.ofSeconds(10), 1_024),
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
        // Why twice: the buffer that a request grows in may be twice as large as what it holds.
        require(
                input.allConnectionsBytesMax() >= 2L * frames.requestBytesMax(),
                "allConnectionsBytesMax of input",
                input.allConnectionsBytesMax());
        require(
                output.allConnectionsBytesMax() >= output.pausedAtBytes() + 2L * StateMachine.PAGE_BYTES_MAX,
                "allConnectionsBytesMax",
                output.allConnectionsBytesMax());
        require(connectionsMax >= 1, "connectionsMax", connectionsMax);
        require(pipelinedMax >= 1, "pipelinedMax", pipelinedMax);
        require(pipelinedBytesMax >= 1, "pipelinedBytesMax", pipelinedBytesMax);
    }

    /** These limits with room for another number of connections. */
    public Limits withConnectionsMax(int connections) {
        return new Limits(
                frames, framesBeforeLogin, beforeLogin, input, output, connections, pipelinedMax, pipelinedBytesMax);
    }

    /** These limits with another share of the memory for input: so much, but neither more than here nor less than one request needs. */
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

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
