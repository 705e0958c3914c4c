package dev.latchkey.app.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that drops a connection once, at the worst time: the first request that contains the marker reaches the server and is
 * executed, but the client's connection is closed instead of delivering the reply. Everything else passes through. Every
 * occurrence of the marker on the way to the server is counted, to detect clients that retry silently.
 */
public final class SeveringProxy implements AutoCloseable {

    private static final int CHUNK_BYTES = 65_536;

    private final int serverPort;
    private final String marker;
    private final ServerSocket listener;
    private final int port;
    private final AtomicInteger timesSent = new AtomicInteger();
    private final AtomicBoolean armed = new AtomicBoolean(true);
    private volatile boolean isGoneAfterCut;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    public SeveringProxy(int serverPort, String marker) throws IOException {
        this.serverPort = serverPort;
        this.marker = marker;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = listener.getLocalPort();
        start("accept", this::accept);
    }

    public int port() {
        return port;
    }

    /** Accepts no connection after the one that is cut. */
    public SeveringProxy withoutReconnects() {
        isGoneAfterCut = true;
        return this;
    }

    /** How often a request with the marker was sent to the server. */
    public int timesSent() {
        return timesSent.get();
    }

    /** Whether a connection has been cut. */
    public boolean hasSevered() {
        return !armed.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            AtomicBoolean cut = new AtomicBoolean();
            start("requests", () -> carryRequests(client, server, cut));
            start("replies", () -> carryReplies(server, client, cut));
        }
    }

    private void carryRequests(Socket client, Socket server, AtomicBoolean cut) throws IOException {
        StringBuilder unseen = new StringBuilder();
        byte[] chunk = new byte[CHUNK_BYTES];
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            unseen.append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
            for (int at = unseen.indexOf(marker); at >= 0; at = unseen.indexOf(marker)) {
                unseen.delete(0, at + marker.length());
                timesSent.incrementAndGet();
                if (armed.compareAndSet(true, false)) {
                    cut.set(true);
                    if (isGoneAfterCut) {
                        listener.close();
                    }
                }
            }
            out.write(chunk, 0, count);
        }
        server.shutdownOutput();
    }

    private void carryReplies(Socket server, Socket client, AtomicBoolean cut) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int count = in.read(chunk); count >= 0 && !cut.get(); count = in.read(chunk)) {
            out.write(chunk, 0, count);
        }
        client.close();
        server.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A socket was closed, by the proxy or by a peer; either way this connection is done.
                    }
                },
                "severing-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
