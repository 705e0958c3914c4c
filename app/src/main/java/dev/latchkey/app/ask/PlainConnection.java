package dev.latchkey.app.ask;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ServerAddress;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection for questions that are not for the store, such as INFO: one request, one reply, no second try. */
public final class PlainConnection implements AutoCloseable {

    private static final int READ_BYTES = 8_192;

    private final Socket socket = new Socket();
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuf input = Unpooled.buffer();
    private final ServerAddress server;
    private final Duration patience;

    /** When we give up, in the nanoseconds of the clock. */
    private long deadline;

    /** Connects to the first of the servers that answers, and logs in. */
    public static PlainConnection open(ClientConfig config) throws IOException {
        IOException failure = new IOException("no server is named");
        for (ServerAddress server : config.servers()) {
            PlainConnection connection = new PlainConnection(server, config.answerTimeout());
            try {
                connection.connect(config);
                return connection;
            } catch (IOException e) {
                connection.close();
                failure = e;
            }
        }
        throw failure;
    }

    private PlainConnection(ServerAddress server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    private void connect(ClientConfig config) throws IOException {
        renewPatience();
        try {
            InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException();
            }
            socket.connect(address, millisLeft());
        } catch (UnknownHostException e) {
            throw new IOException("cannot connect to " + server + ": unknown host", e);
        } catch (IOException e) {
            throw new IOException("cannot connect to " + server + ": " + e.getMessage(), e);
        }
        if (config.password().isPresent()) {
            // why with the name: without it a server that needs no password takes one for a mistake, and so says no
            ask("AUTH", "default", config.password().get());
        }
        ask("PING"); // why: what takes connections and says nothing is no server, and the next one gets its chance
    }

    /** From now on there is as much time again as there was at first for everything. */
    public void renewPatience() {
        deadline = SystemTime.INSTANCE.nanos() + patience.toNanos();
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - SystemTime.INSTANCE.nanos());
        if (left <= 0) {
            throw new SocketTimeoutException("no answer from " + server + " in time");
        }
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    ServerAddress server() {
        return server;
    }

    /** Asks, and returns the answer; an error of the server's is thrown. */
    public RespValue ask(String... words) throws IOException {
        ByteBuf request = Unpooled.buffer();
        RequestEncoder.encode(request, words);
        request.readBytes(socket.getOutputStream(), request.readableBytes());
        RespValue reply = reply();
        if (reply instanceof RespValue.ErrorLine error) {
            throw new IOException(error.message());
        }
        return reply;
    }

    /** The next reply; the time for it is not begun anew with each byte that trickles in. */
    private RespValue reply() throws IOException {
        if (!input.isReadable()) {
            input.clear();
        }
        RespValue reply = parser.next(input);
        while (reply == null) {
            socket.setSoTimeout(millisLeft());
            try {
                if (input.writeBytes(socket.getInputStream(), READ_BYTES) < 0) {
                    throw new IOException(server + " closed the connection");
                }
            } catch (SocketTimeoutException e) {
                throw new IOException("no answer from " + server + " in time", e);
            }
            reply = parser.next(input);
        }
        return reply;
    }

    /** Has whoever waits for an answer fail at once. For any thread. */
    public void abandon() {
        try {
            close();
        } catch (IOException e) {
            // Nobody waits for anything but the end.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
