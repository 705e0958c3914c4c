package dev.latchkey.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody with telnet: sends lines, reads lines. */
public final class InlineClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    public InlineClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    public InlineClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        patience((int) TimeUnit.SECONDS.toMillis(LatchkeyProcess.SECONDS_MAX));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** How long a read waits before a SocketTimeoutException. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    public void send(String lines) throws IOException {
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** The next line of the server; null if it hung up. */
    @Nullable
    public String line() throws IOException {
        return in.readLine();
    }

    @Nullable
    public String ask(String line) throws IOException {
        send(line + "\r\n");
        return line();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
