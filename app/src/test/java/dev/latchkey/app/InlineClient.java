package dev.latchkey.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of the inline protocol, like telnet: it sends and reads lines. */
public final class InlineClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    public InlineClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    public InlineClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        setReadTimeout((int) TimeUnit.SECONDS.toMillis(LatchkeyProcess.SECONDS_MAX));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Sets how long a read waits before it throws a SocketTimeoutException. */
    public void setReadTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    public void send(String lines) throws IOException {
        socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** The next line from the server; null if it closed the connection. */
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
