import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The load generator of follow-speed: writes and followers of a running server, as raw RESP3. Every follower checks that the revision
 * {@code previous} of each event is that of the event before it, so an event that is lost or repeated is counted.
 *
 * <p>Usage: FollowSpeed PORT fan|one|waiters FOLLOWERS WRITES-PER-SECOND SECONDS; 0 writes per second stands for as many as possible.
 * Prints one line of name=value pairs.
 */
final class FollowSpeed {

    /** How many writes are unanswered at most. */
    private static final int IN_FLIGHT_MAX = 256;

    private static final long NANOS = 1_000_000_000L;

    /** After the last write, pushes are awaited for at most this long. */
    private static final long DRAIN_NANOS_MAX = 20 * NANOS;

    private final int port;
    private final Selector selector = Selector.open();
    private final List<Follower> followers = new ArrayList<>();
    private final long[] latencies = new long[4_000_000];
    private int measured;
    private long pushes;
    private long broken;

    private FollowSpeed(int port) throws IOException {
        this.port = port;
    }

    public static void main(String[] arguments) throws IOException {
        FollowSpeed bench = new FollowSpeed(Integer.parseInt(arguments[0]));
        bench.run(
                arguments[1],
                Integer.parseInt(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]) * NANOS);
    }

    private void run(String mode, int count, long perSecond, long nanos) throws IOException {
        boolean waiters = mode.equals("waiters");
        for (int i = 0; i < count; i++) {
            followers.add(new Follower(waiters ? "waiter/" + i : "followed/"));
        }
        Writer writer = new Writer((waiters ? "unfollowed/" : "followed/") + System.nanoTime() + "-", perSecond);
        long began = System.nanoTime();
        long end = began + nanos;
        while (System.nanoTime() < end) {
            writer.write(System.nanoTime() - began);
            step(1);
        }
        long wall = System.nanoTime() - began;
        long inTime = pushes;
        long expected = waiters ? 0 : (long) followers.size();
        long drainEnd = System.nanoTime() + DRAIN_NANOS_MAX;
        while ((writer.acked < writer.sent || pushes < expected * writer.acked) && System.nanoTime() < drainEnd) {
            step(10);
        }
        Arrays.sort(latencies, 0, measured);
        System.out.printf(
                Locale.ROOT,
                "mode=%s followers=%d writes_per_s=%.0f pushes_per_s=%.0f pushes=%d lost=%d broken_chains=%d"
                        + " p50_ms=%.2f p99_ms=%.2f%n",
                mode,
                count,
                writer.acked * 1e9 / wall,
                inTime * 1e9 / wall,
                pushes,
                expected * writer.acked - pushes,
                broken,
                percentile(50),
                percentile(99));
    }

    private double percentile(int percent) {
        return measured == 0 ? 0 : latencies[(int) ((measured - 1L) * percent / 100)] / 1e6;
    }

    private void step(int millis) throws IOException {
        selector.select(millis);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Peer) key.attachment()).readable();
        }
        selector.selectedKeys().clear();
    }

    /** A connection, and a parser of what arrives on it. */
    private abstract class Peer {

        final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocate(1 << 16);

        Peer(String... greeting) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setTcpNoDelay(true);
            for (String request : greeting) {
                send(ByteBuffer.wrap((request + "\r\n").getBytes(StandardCharsets.US_ASCII)));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void readable() throws IOException {
            int read = channel.read(in);
            if (read < 0) {
                throw new IOException("the server has closed a connection");
            }
            in.flip();
            int whole = 0;
            while (skip(in)) {
                value(in.array(), whole, in.position());
                whole = in.position();
            }
            in.position(whole);
            in.compact();
            if (!in.hasRemaining()) {
                in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
            }
        }

        /** A whole RESP value has arrived, from {@code from} to {@code to}. */
        abstract void value(byte[] bytes, int from, int to);
    }

    /** Skips one RESP value; false if it is incomplete. */
    private static boolean skip(ByteBuffer in) {
        long values = 1;
        while (values > 0) {
            int start = in.position();
            int end = start;
            while (end < in.limit() && in.get(end) != '\n') {
                end++;
            }
            if (end == in.limit()) {
                return false;
            }
            byte type = in.get(start);
            in.position(end + 1);
            values--;
            if (type == '*' || type == '>') {
                values += number(in.array(), start + 1);
            } else if (type == '%') {
                values += 2 * number(in.array(), start + 1);
            } else if (type == '$' && in.get(start + 1) != '-') {
                long length = number(in.array(), start + 1) + 2;
                if (in.remaining() < length) {
                    return false;
                }
                in.position(in.position() + (int) length);
            }
        }
        return true;
    }

    private static long number(byte[] bytes, int from) {
        long number = 0;
        for (int i = from; bytes[i] != '\r'; i++) {
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }

    /** A follower on a connection of its own. */
    private final class Follower extends Peer {

        private long last = -1;

        Follower(String prefix) throws IOException {
            super("HELLO 3", "FOLLOW " + prefix);
            while (last < 0) {
                step(10);
            }
        }

        /** Pushes are an array of type, prefix, revision, previous, kind, key, version, value, ... */
        @Override
        void value(byte[] bytes, int from, int to) {
            String[] lines = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).split("\r\n", 18);
            if (lines[0].startsWith("-")) {
                throw new UncheckedIOException(new IOException(lines[0]));
            }
            if (lines[0].equals("*2")) {
                last = Long.parseLong(lines[3].substring(1));
            } else if (lines[0].startsWith(">")) {
                pushed(Long.parseLong(lines[5].substring(1)), Long.parseLong(lines[6].substring(1)), lines[13]);
            }
        }

        private void pushed(long revision, long previous, String value) {
            pushes++;
            broken += previous == last ? 0 : 1;
            last = revision;
            if (measured < latencies.length) {
                latencies[measured++] = System.nanoTime() - Long.parseLong(value.trim());
            }
        }
    }

    /** Overwrites one key for each place in its pipeline, with the time as the value. */
    private final class Writer extends Peer {

        private final String key;
        private final long perSecond;
        private final long[] versions = new long[IN_FLIGHT_MAX];
        private long sent;
        private long acked;

        Writer(String key, long perSecond) throws IOException {
            super();
            this.key = key;
            this.perSecond = perSecond;
        }

        void write(long nanos) throws IOException {
            long due = perSecond == 0 ? Long.MAX_VALUE : perSecond * nanos / NANOS;
            StringBuilder batch = new StringBuilder();
            while (sent < due && sent - acked < IN_FLIGHT_MAX) {
                int place = (int) (sent % IN_FLIGHT_MAX);
                batch.append("PUT ").append(key).append(place).append(' ');
                batch.append(System.nanoTime()).append(' ').append(versions[place]).append("\r\n");
                sent++;
            }
            send(ByteBuffer.wrap(batch.toString().getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        void value(byte[] bytes, int from, int to) {
            if (bytes[from] != ':') {
                throw new UncheckedIOException(
                        new IOException(new String(bytes, from, to - from, StandardCharsets.US_ASCII)));
            }
            versions[(int) (acked % IN_FLIGHT_MAX)] = number(bytes, from + 1);
            acked++;
        }
    }
}
