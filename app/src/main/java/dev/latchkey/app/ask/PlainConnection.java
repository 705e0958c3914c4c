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

/** A blocking connection for commands that are not operations on the store, such as INFO: one request, one reply, no retries. */
public final class PlainConnection implements AutoCloseable {

    private static final int READ_BYTES = 8_192;

    private final Socket socket = new Socket();
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuf input = Unpooled.buffer();
    private final ServerAddress server;
    private final Duration patience;

    /** When to give up, in nanoseconds of the monotonic clock. */
    private long deadline;

    /** Connects to the first server that answers, and authenticates. */
    public static PlainConnection open(ClientConfig config) throws IOException {
        IOException failure = new IOException("no server address given");
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
            // why with the user name: AUTH with a password alone is an error on a server that needs no password
            ask("AUTH", "default", config.password().get());
        }
        ask("PING"); // why: if a server accepts connections but does not reply, the next one is tried
    }

    /** Restarts the timeout. */
    public void renewPatience() {
        deadline = SystemTime.INSTANCE.nanos() + patience.toNanos();
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - SystemTime.INSTANCE.nanos());
        if (left <= 0) {
            throw new SocketTimeoutException("timed out waiting for a reply from " + server);
        }
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    ServerAddress server() {
        return server;
    }

    /** Sends a request and returns the reply; throws an IOException if the reply is an error. */
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

    /** Reads the next reply. The timeout applies to the whole reply and is not restarted by partial data. */
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
                throw new IOException("timed out waiting for a reply from " + server, e);
            }
            reply = parser.next(input);
        }
        return reply;
    }

    /** Closes the connection, so that a pending request fails immediately. For any thread. */
    public void abandon() {
        try {
            close();
        } catch (IOException e) {
            // why ignored: the connection is not used any more
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
