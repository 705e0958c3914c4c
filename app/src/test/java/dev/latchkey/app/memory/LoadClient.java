package dev.latchkey.app.memory;

import dev.latchkey.app.LatchkeyProcess;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A RESP client that sends requests ahead of their replies. */
final class LoadClient implements AutoCloseable {

    private static final int RECEIVE_BYTES = 1 << 16;

    private final Socket socket = new Socket();
    private final BufferedOutputStream out;
    private final DataInputStream in;

    LoadClient(int port) throws IOException {
        this(port, RECEIVE_BYTES);
    }

    /** @param receiveBytes the size of the kernel's buffer for replies */
    LoadClient(int port, int receiveBytes) throws IOException {
        socket.setReceiveBufferSize(receiveBytes);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LatchkeyProcess.SECONDS_MAX));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    void send(byte[]... words) throws IOException {
        out.write(bytes("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.write(bytes("$" + word.length + "\r\n"));
            out.write(word);
            out.write(bytes("\r\n"));
        }
    }

    void send(String... words) throws IOException {
        byte[][] encoded = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            encoded[i] = bytes(words[i]);
        }
        send(encoded);
    }

    void raw(String text) throws IOException {
        out.write(bytes(text));
    }

    void flush() throws IOException {
        out.flush();
    }

    /** The next reply: its first line, or for a bulk string its content. Elements of arrays come one by one. */
    String reply() throws IOException {
        String line = line();
        if (!line.startsWith("$") || line.equals("$-1")) {
            return line;
        }
        byte[] content = new byte[Integer.parseInt(line.substring(1))];
        in.readFully(content);
        in.readFully(new byte[2]);
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    String ask(String... words) throws IOException {
        send(words);
        flush();
        return reply();
    }

    /** A field of INFO. */
    long info(String section, String field) throws IOException {
        return ask("INFO", section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(field.length() + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
