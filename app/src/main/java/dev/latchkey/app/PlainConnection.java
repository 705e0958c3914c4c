package dev.latchkey.app;

import dev.latchkey.client.ClientConfig;
import dev.latchkey.client.ServerAddress;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RequestEncoder;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One connection for questions that are not for the store, such as INFO: one request, one reply, no second try. */
final class PlainConnection implements AutoCloseable {

    private static final int READ_BYTES = 8_192;

    private final Socket socket = new Socket();
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuf input = Unpooled.buffer();
    private final ServerAddress server;

    /** Connects to the first of the servers that answers, and logs in. */
    static PlainConnection open(ClientConfig config) throws IOException {
        IOException failure = new IOException("no server is named");
        for (ServerAddress server : config.servers()) {
            PlainConnection connection = new PlainConnection(server);
            try {
                connection.connect(config);
                return connection;
            } catch (IOException e) {
                connection.close();
                failure = new IOException("no answer from " + server + ": " + e.getMessage(), e);
            }
        }
        throw failure;
    }

    private PlainConnection(ServerAddress server) {
        this.server = server;
    }

    private void connect(ClientConfig config) throws IOException {
        int millis = (int) Math.min(Integer.MAX_VALUE, config.deadline().toMillis());
        socket.connect(new InetSocketAddress(server.host(), server.port()), millis);
        socket.setSoTimeout(millis);
        if (config.password().isPresent()) {
            ask("AUTH", config.password().get());
        }
    }

    ServerAddress server() {
        return server;
    }

    /** Asks, and returns the answer; an error of the server's is thrown. */
    RespValue ask(String... words) throws IOException {
        ByteBuf request = Unpooled.buffer();
        RequestEncoder.encode(request, words);
        request.readBytes(socket.getOutputStream(), request.readableBytes());
        socket.getOutputStream().flush();
        RespValue reply = parser.next(input);
        while (reply == null) {
            if (input.writeBytes(socket.getInputStream(), READ_BYTES) < 0) {
                throw new IOException("the server closed the connection");
            }
            reply = parser.next(input);
        }
        if (reply instanceof RespValue.ErrorLine error) {
            throw new IOException(error.message());
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
