package dev.latchkey.server.net;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A plain socket that writes and reads bytes. Reads have a generous timeout that ends tests which hang. */
final class Client implements AutoCloseable {

    private static final int READ_MILLIS_MAX = 60_000;

    final Socket socket = new Socket();

    Client(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS_MAX);
        socket.connect(address);
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(Resp.bytes(text));
    }

    /** Reads exactly {@code bytes} bytes, or fewer if the stream ends. */
    String read(int bytes) throws IOException {
        return Resp.text(socket.getInputStream().readNBytes(bytes));
    }

    String readToEnd() throws IOException {
        return Resp.text(socket.getInputStream().readAllBytes());
    }

    /** Sends a request and returns whether the reply is {@code expected}. */
    boolean hears(String expected, String... request) throws IOException {
        say(Resp.request(request));
        return read(expected.length()).equals(expected);
    }

    /** Shuts down the output; the client can still read. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
