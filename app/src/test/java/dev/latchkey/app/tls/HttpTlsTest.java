package dev.latchkey.app.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.http.HttpDoor;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.tls.ClientAuth;
import dev.latchkey.tls.TlsContext;
import dev.latchkey.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP over TLS, with the policy of the node. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class HttpTlsTest {

    private static final String GET =
            "GET /v1/kv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: https://localhost\r\n\r\n";

    @TempDir
    private Path directory = Path.of("");

    private Pki pki;
    private final MemoryEngine engine =
            new MemoryEngine(StoreId.draw(new SecureRandom()), StateLimits.STANDARD, 100_000_000, new SipHash(1, 2));
    private Node node;
    private int port;

    @BeforeEach
    void createAuthority() throws Exception {
        pki = new Pki(directory, "ca");
    }

    @AfterEach
    void stop() {
        node.stop(Duration.ofMillis(1));
        engine.close();
    }

    private void serve(TlsFiles files, ClientAuth auth) throws Exception {
        node = Node.start(NodeConfig.loopback(0).with(ServerTls.load(files, auth)), engine);
        port = node.open(
                        new HttpDoor(new AllowedHosts(List.of())),
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .getPort();
    }

    private static String exchange(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(GET.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private Socket tlsSocket(TlsFiles files) throws Exception {
        return TlsContext.load(files).context().getSocketFactory().createSocket(ServedNode.HOST, port);
    }

    @Test
    void responseIsEncryptedAndComplete() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        assertThat(exchange(tlsSocket(TlsFiles.NONE.withAuthorities(pki.authority()))))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\"more\":false}");
        assertThat(node.isEncrypted()).isTrue();
    }

    @Test
    void cookieOfTheConsoleIsSentOverEncryptedConnectionsOnly() throws Exception {
        node = Node.start(
                NodeConfig.loopback(0)
                        .with(ServerTls.load(pki.files("server", pki.server()), ClientAuth.NONE))
                        .with(Credentials.of("opensesame".getBytes(ISO_8859_1))),
                engine);
        port = node.open(
                        new HttpDoor(new AllowedHosts(List.of())),
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .getPort();
        try (Socket socket = tlsSocket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("""
                            POST /v1/login HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer opensesame\r
                            Content-Type: application/json\r
                            Connection: close\r
                            \r
                            """.getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 204 ")
                    .containsPattern("\r\nSet-Cookie: latchkey-" + port
                            + "=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Secure\r\n");
        }
    }

    @Test
    void clientWithoutTlsIsNotServed() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        assertThat(exchangeOrNothing(new Socket(InetAddress.getLoopbackAddress(), port)))
                .doesNotContain("HTTP/1.1", "more");
    }

    /** Why: the server may reset the connection, since it does not read the request. */
    private static String exchangeOrNothing(Socket socket) {
        try {
            return exchange(socket);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void clientWithoutARequiredCertificateIsNotServed() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.REQUIRED);
        assertThatThrownBy(() -> exchange(tlsSocket(TlsFiles.NONE.withAuthorities(pki.authority()))))
                .isInstanceOf(IOException.class);
        assertThat(exchange(tlsSocket(pki.files("client", pki.client("someone")))))
                .startsWith("HTTP/1.1 200 ");
    }
}
