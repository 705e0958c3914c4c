package dev.latchkey.app.ask;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.NameResolver;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.tls.ClientTls;
import dev.latchkey.tls.TlsFailure;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import dev.latchkey.wire.verbs.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A blocking connection for commands that are not operations on the store, such as INFO: one request, one reply, no retries. */
public final class PlainConnection implements AutoCloseable {

    private static final int READ_BYTES = 8_192;

    private Socket socket = new Socket();
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuf input = Unpooled.buffer();
    private final Endpoint endpoint;
    private final Duration patience;

    /** When to give up, in nanoseconds of the monotonic clock. */
    private long deadline;

    /** Connects to the first address of a server that answers, and authenticates. */
    public static PlainConnection open(ClientConfig config) throws IOException {
        return new Dialer(config, NameResolver.SYSTEM, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)).open();
    }

    /**
     * Connects to one address, and authenticates.
     *
     * @param connectMax how long that may take
     */
    static PlainConnection to(Endpoint endpoint, ClientConfig config, Duration connectMax) throws IOException {
        PlainConnection connection = new PlainConnection(endpoint, config.answerTimeout());
        try {
            connection.connect(config, connectMax);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private PlainConnection(Endpoint endpoint, Duration patience) {
        this.endpoint = endpoint;
        this.patience = patience;
    }

    private void connect(ClientConfig config, Duration connectMax) throws IOException {
        deadline = SystemTime.INSTANCE.nanos() + connectMax.toNanos();
        try {
            socket.connect(
                    new InetSocketAddress(endpoint.ip(), endpoint.server().port()), millisLeft());
        } catch (IOException e) {
            throw new IOException("cannot connect to " + endpoint + ": " + e.getMessage(), e);
        }
        if (config.tls().isPresent()) {
            encrypt(config.tls().get());
        }
        if (config.password().isPresent()) {
            // why with the user name: AUTH with a password alone is an error on a server that needs no password
            ask("AUTH", config.user(), config.password().get());
        }
        ask("PING"); // why: if a server accepts connections but does not reply, the next one is tried
        renewPatience();
    }

    private void encrypt(ClientTls tls) throws IOException {
        String name = tls.nameOf(endpoint.server().host());
        socket.setSoTimeout(millisLeft());
        try {
            SSLSocket encrypted = (SSLSocket) tls.context()
                    .context()
                    .getSocketFactory()
                    .createSocket(socket, name, endpoint.server().port(), true);
            socket = encrypted;
            encrypted.setSSLParameters(tls.context().clientParameters(encrypted.getSSLParameters(), name));
            encrypted.startHandshake();
        } catch (SSLException e) {
            throw new IOException("cannot connect to " + endpoint + ": TLS failed: " + TlsFailure.reason(e), e);
        }
    }

    /** Restarts the timeout. */
    public void renewPatience() {
        deadline = SystemTime.INSTANCE.nanos() + patience.toNanos();
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - SystemTime.INSTANCE.nanos());
        if (left <= 0) {
            throw new SocketTimeoutException("timed out waiting for a reply from " + endpoint);
        }
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    /** The address that it is connected to. */
    public Endpoint endpoint() {
        return endpoint;
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

    /** Sends a request, and does not wait for its reply. One thread may send while another one waits in {@link #next}. */
    public void send(List<byte[]> words) throws IOException {
        ByteBuf request = Unpooled.buffer();
        RespWriter.arrayHeader(request, words.size());
        words.forEach(word -> RespWriter.bulk(request, word));
        request.readBytes(socket.getOutputStream(), request.readableBytes());
    }

    /** Waits for the next reply or push, without a time limit. */
    public RespValue next() throws IOException {
        socket.setSoTimeout(0);
        return read(() -> {});
    }

    /** Reads the next reply. The timeout applies to the whole reply and is not restarted by partial data. */
    private RespValue reply() throws IOException {
        return read(() -> socket.setSoTimeout(millisLeft()));
    }

    /** What is done before each read. */
    private interface BeforeRead {
        void run() throws IOException;
    }

    private RespValue read(BeforeRead before) throws IOException {
        if (!input.isReadable()) {
            input.clear();
        }
        RespValue reply = parser.next(input);
        while (reply == null) {
            before.run();
            try {
                if (input.writeBytes(socket.getInputStream(), READ_BYTES) < 0) {
                    throw new IOException(endpoint + " closed the connection");
                }
            } catch (SSLException e) {
                throw new IOException(endpoint + " closed the connection: TLS failed: " + TlsFailure.reason(e), e);
            } catch (SocketTimeoutException e) {
                throw new IOException("timed out waiting for a reply from " + endpoint, e);
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
