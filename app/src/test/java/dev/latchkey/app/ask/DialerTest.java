package dev.latchkey.app.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.NameResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ping, info and backup connect to, if a host name has several addresses. */
final class DialerTest {

    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Runnable> later = new CopyOnWriteArrayList<>();

    /** What a server does with a connection. */
    private interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    private static void reply(Socket client) throws IOException {
        client.getInputStream().read();
        client.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        for (Socket client : accepted) {
            client.close();
        }
    }

    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    /** Serves at a loopback address; with port 0, at a free port. Returns the port. */
    private int serve(int last, int port, Behaviour behaviour) throws IOException {
        ServerSocket server = new ServerSocket(port, 10, loopback(last));
        servers.add(server);
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            Socket client = server.accept();
                            accepted.add(client);
                            behaviour.serve(client);
                        }
                    } catch (IOException e) {
                        told.add("server ended"); // the test is over
                    }
                },
                "server");
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    private Dialer dialer(int port, NameResolver names) {
        ClientConfig config = ClientConfig.of("kv:" + port)
                .withAnswerTimeout(Duration.ofSeconds(2))
                .withListener(new StillTrying(told::add));
        return new Dialer(config, names, later::add);
    }

    private static NameResolver addresses(Integer... lasts) {
        return host -> {
            List<InetAddress> all = new ArrayList<>();
            for (int last : Arrays.asList(lasts)) {
                all.add(loopback(last));
            }
            return all;
        };
    }

    @Test
    void nextAddressIsTriedIfOneRefuses() throws IOException {
        int port = serve(1, 0, DialerTest::reply);
        try (PlainConnection connection = dialer(port, addresses(2, 1)).open()) {
            assertThat(connection.endpoint()).hasToString("kv:" + port + " (127.0.0.1)");
        }
    }

    @Test
    void nextAddressIsTriedIfOneAcceptsAndIsSilent() throws IOException {
        int port = serve(1, 0, DialerTest::reply);
        serve(2, port, client -> {});
        try (PlainConnection connection = dialer(port, addresses(2, 1)).open()) {
            assertThat(connection.endpoint()).hasToString("kv:" + port + " (127.0.0.1)");
        }
    }

    @Test
    void nextAddressIsTriedIfOneClosesTheConnection() throws IOException {
        int port = serve(1, 0, DialerTest::reply);
        serve(2, port, Socket::close);
        try (PlainConnection connection = dialer(port, addresses(2, 1)).open()) {
            assertThat(connection.endpoint()).hasToString("kv:" + port + " (127.0.0.1)");
        }
    }

    @Test
    void everyAddressIsNamedIfNoneAnswers() throws IOException {
        int port = serve(1, 0, client -> {
            client.getInputStream().read();
            client.getOutputStream().write("-ERR no\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        assertThatThrownBy(() -> dialer(port, addresses(2, 1)).open())
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to kv:" + port + " (127.0.0.2): Connection refused; ERR no");
    }

    @Test
    void nameThatCannotBeResolvedIsNamed() {
        assertThatThrownBy(() -> dialer(1, host -> {
                            throw new SecurityException("forbidden");
                        })
                        .open())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot connect to kv:1: cannot resolve the host name: java.lang.SecurityException: forbidden");
    }

    @Test
    void userIsToldWhereItTriesIfThatTakesMoreThanASecond() throws IOException {
        int port = serve(1, 0, client -> {
            later.forEach(Runnable::run); // a second has passed
            reply(client);
        });
        dialer(port, addresses(2, 1)).open().close();
        assertThat(told)
                .containsExactly("still trying: cannot connect to kv:" + port
                        + " (127.0.0.2): Connection refused; no reply yet from kv:" + port + " (127.0.0.1)");
        later.forEach(Runnable::run);
        assertThat(told).as("after it is connected").hasSize(1);
    }
}
