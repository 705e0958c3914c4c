package dev.latchkey.client;

import dev.latchkey.client.link.Spoken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server with real sockets and without Netty: enough of the protocol for a Clerk and a lock. */
final class SocketServer implements AutoCloseable {

    private static final String SESSION = "00112233445566778899aabbccddeeff";

    private record Entry(String value, long version) {}

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** The replies in the only session, by seq. */
    private final Map<String, String> records = new ConcurrentHashMap<>();

    SocketServer() throws IOException {
        start(this::accept);
    }

    String address() {
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    /** Closes every connection; clients may connect again. */
    void dropConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        dropConnections();
    }

    private static void start(Runnable step) {
        Thread thread = new Thread(step, "socket-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // why ignored: the test has closed the server
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(reply(request(in)).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // why ignored: one of the sides has closed the connection
        } finally {
            open.remove(socket);
        }
    }

    private static List<String> request(InputStream in) throws IOException {
        int words = number(in, '*');
        List<String> request = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            request.add(new String(in.readNBytes(number(in, '$')), StandardCharsets.ISO_8859_1));
            in.skipNBytes(2);
        }
        return request;
    }

    private static int number(InputStream in, char type) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("end of stream");
            }
            line.append((char) next);
        }
        if (line.charAt(0) != type) {
            throw new IOException("expected " + type + ", got " + line);
        }
        return Integer.parseInt(line.substring(1).strip());
    }

    private synchronized String reply(List<String> request) {
        return switch (request.get(0)) {
            case "HELLO" -> Spoken.greeting(Spoken.STORE);
            case "GETV" -> {
                Entry entry = entries.get(request.get(1));
                yield entry == null ? "_\r\n" : Spoken.found(entry.value(), entry.version());
            }
            case "PUT" -> put(request.get(1), request.get(2), Long.parseLong(request.get(3)));
            case "SESSION" -> session(request.get(1));
            case "ONCE" -> once(request.get(2), request.subList(4, request.size()));
            default -> "-ERR unknown command\r\n";
        };
    }

    private static String session(String subcommand) {
        return switch (subcommand) {
            case "OPEN" -> "*2\r\n$32\r\n" + SESSION + "\r\n$32\r\n" + Spoken.STORE + "\r\n";
            case "KEEP" -> ":60000\r\n";
            default -> "+OK\r\n";
        };
    }

    private String once(String seq, List<String> step) {
        String recorded = records.get(seq);
        if (recorded == null) {
            recorded = step.get(0).equals("CANCEL") ? "+CANCELLED\r\n" : reply(step);
            records.put(seq, recorded);
        }
        return recorded;
    }

    private String put(String key, String value, long expected) {
        Entry entry = entries.get(key);
        long current = entry == null ? 0 : entry.version();
        if (current != expected) {
            return "-ERRVERSION " + current + " is the current version\r\n";
        }
        entries.put(key, new Entry(value, expected + 1));
        return ":" + (expected + 1) + "\r\n";
    }
}
