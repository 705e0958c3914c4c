package dev.latchkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** HTTP while the store is opened. */
final class StartingServerTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static String get(StartingServer server, String target) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(60_000);
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void processIsLiveAndNotReady() throws IOException {
        try (StartingServer server = StartingServer.open(List.of(ANY), Optional.empty())) {
            HttpReply live = HttpReply.parse(get(server, "/livez"));
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.field("Connection")).isEqualTo("close");
            for (String target : new String[] {"/readyz", "/v1/kv/k", "/"}) {
                HttpReply reply = HttpReply.parse(get(server, target));
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.problem()).isEqualTo("starting not-done");
                assertThat(reply.field("Retry-After")).isEqualTo("1");
            }
        }
    }

    @Test
    void portIsFreeAfterwards() throws IOException {
        StartingServer first = StartingServer.open(List.of(ANY), Optional.empty());
        InetSocketAddress address = first.address();
        get(first, "/livez");
        assertThatThrownBy(() -> StartingServer.open(List.of(address), Optional.empty()))
                .isInstanceOf(IOException.class);
        first.close();
        first.close();
        StartingServer.open(List.of(address), Optional.empty()).close();
    }
}
