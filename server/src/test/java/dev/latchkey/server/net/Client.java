package dev.latchkey.server.net;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A plain socket that says bytes and reads bytes. Reads are bounded generously, to end a test that hangs. */
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

    /** Reads exactly so many bytes, or what there was before the end. */
    String read(int bytes) throws IOException {
        return Resp.text(socket.getInputStream().readNBytes(bytes));
    }

    String readToEnd() throws IOException {
        return Resp.text(socket.getInputStream().readAllBytes());
    }

    /** Sends a request and reads a reply that is known. */
    boolean hears(String expected, String... request) throws IOException {
        say(Resp.request(request));
        return read(expected.length()).equals(expected);
    }

    /** Says that nothing more will come, and goes on reading. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes without a farewell: the peer gets a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
