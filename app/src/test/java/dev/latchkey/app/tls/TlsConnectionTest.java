package dev.latchkey.app.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.tls.ClientAuth;
import dev.latchkey.tls.ClientTls;
import dev.latchkey.tls.TlsContext;
import dev.latchkey.tls.TlsFiles;
import dev.latchkey.wire.Limits;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, with the Java client and with plain sockets: who may connect, and that nothing is lost at the end of a connection. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class TlsConnectionTest {

    @TempDir
    private Path directory = Path.of("");

    private Pki pki;
    private final MemoryEngine engine =
            new MemoryEngine(StoreId.draw(new SecureRandom()), StateLimits.STANDARD, 100_000_000, new SipHash(1, 2));
    private Node node;

    @BeforeEach
    void createAuthority() throws Exception {
        pki = new Pki(directory, "ca");
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.stop(Duration.ofMillis(1));
        }
        engine.close();
    }

    private void serve(TlsFiles files, ClientAuth auth) throws IOException {
        serve(NodeConfig.loopback(0).with(ServerTls.load(files, auth)));
    }

    private void serve(NodeConfig config) throws IOException {
        node = Node.start(config, engine);
    }

    private ClientConfig client(ClientTls tls) {
        return ClientConfig.of("127.0.0.1:" + node.address().getPort())
                .withDeadline(Duration.ofSeconds(1))
                .withTls(tls);
    }

    private void assertServed(ClientConfig config) {
        try (Latchkey latchkey = Latchkey.connect(config.withDeadline(Duration.ofSeconds(60)))) {
            assertThat(latchkey.clerk().put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        }
    }

    private static void assertRefused(ClientConfig config, String reason) {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            assertThatThrownBy(() -> latchkey.clerk().put("k", "v", Version.NONE))
                    .isInstanceOf(NotSentException.class)
                    .hasMessageContaining(reason);
        }
    }

    private SSLSocket socket(TlsFiles files) throws IOException {
        TlsContext context = TlsContext.load(files);
        SSLSocket socket = (SSLSocket) context.context()
                .getSocketFactory()
                .createSocket("127.0.0.1", node.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String exchange(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Test
    void clientThatTrustsTheAuthorityIsServed() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        assertServed(client(ClientTls.trusting(pki.authority())));
    }

    @Test
    void clientDoesNotTalkToAServerThatItDoesNotTrust() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        assertRefused(
                client(ClientTls.trusting(new Pki(directory, "other").authority())),
                "an authority that the client does not trust");
        assertRefused(client(ClientTls.ofSystem()), "an authority that the client does not trust");
    }

    @Test
    void clientDoesNotTalkToAServerOfAnotherName() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        ClientTls tls = ClientTls.trusting(pki.authority());
        assertRefused(client(tls.withServerName("db1.example.com")), "is for another name");
        assertServed(client(tls.withServerName("localhost")));
    }

    /** The certificate is valid and issued by the right authority, but names the client only in its subject. */
    @Test
    void certificateWithoutAlternativeNamesIsOfNoServer() throws Exception {
        serve(pki.files("server", pki.client("127.0.0.1")), ClientAuth.NONE);
        assertRefused(client(ClientTls.trusting(pki.authority())), "is for another name");
    }

    @Test
    void requiredCertificateIsRequired() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.REQUIRED);
        ClientTls trusting = ClientTls.trusting(pki.authority());
        assertRefused(client(trusting), "requires a certificate of the client");
        assertServed(client(ClientTls.of(pki.files("client", pki.client("deployer")))));
    }

    /** The client does not even send it, because the server names the authorities that it accepts. */
    @Test
    void certificateOfAnotherAuthorityDoesNotCount() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.REQUIRED);
        X509Bundle foreign = new Pki(directory, "other").client("deployer");
        assertRefused(client(ClientTls.of(pki.files("client", foreign))), "TLS failed");
    }

    @Test
    void expiredCertificateIsRefused() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.OPTIONAL);
        X509Bundle expired = pki.client("deployer", Instant.now().minus(1, ChronoUnit.HOURS));
        assertRefused(client(ClientTls.of(pki.files("client", expired))), "TLS failed");
    }

    @Test
    void revokedCertificateIsRefusedAndOthersAreServed() throws Exception {
        X509Bundle revoked = pki.client("leaver");
        serve(pki.files("server", pki.server()).withRevocations(pki.revoke(revoked)), ClientAuth.REQUIRED);
        assertRefused(client(ClientTls.of(pki.files("leaver", revoked))), "TLS failed");
        assertServed(client(ClientTls.of(pki.files("client", pki.client("deployer")))));
    }

    @Test
    void certificateThatIsRevokedLaterIsRefusedOnNewConnections() throws Exception {
        X509Bundle leaver = pki.client("leaver");
        serve(pki.files("server", pki.server()).withRevocations(pki.revoke()), ClientAuth.REQUIRED);
        assertServed(client(ClientTls.of(pki.files("leaver", leaver))));
        pki.revoke(leaver);
        node.refreshCertificates();
        assertRefused(client(ClientTls.of(pki.files("leaver", leaver))), "TLS failed");
    }

    @Test
    void replacedCertificateServesNewConnectionsAndKeepsOldOnes() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        try (SSLSocket before = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            before.startHandshake();
            pki.files("server", pki.server());
            node.refreshCertificates();
            try (SSLSocket after = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
                after.startHandshake();
                assertThat(after.getSession().getPeerCertificates()[0])
                        .isNotEqualTo(before.getSession().getPeerCertificates()[0]);
                assertThat(exchange(after, "PING\r\nQUIT\r\n")).isEqualTo("+PONG\r\n+OK\r\n");
            }
            assertThat(exchange(before, "PING\r\nQUIT\r\n")).isEqualTo("+PONG\r\n+OK\r\n");
        }
    }

    @Test
    void brokenCertificateKeepsTheOldOne() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        Files.writeString(directory.resolve("server.pem"), "gone wrong");
        node.refreshCertificates();
        assertServed(client(ClientTls.trusting(pki.authority())));
    }

    @Test
    void clientWithoutTlsIsDisconnectedUnserved() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        try (Socket plain =
                new Socket(node.address().getAddress(), node.address().getPort())) {
            plain.setSoTimeout(60_000);
            // An alert of TLS may be sent, but no reply.
            assertThat(exchange(plain, "PING\r\n")).doesNotContain("PONG");
        }
        try (Latchkey latchkey = Latchkey.connect(
                ClientConfig.of("127.0.0.1:" + node.address().getPort()).withDeadline(Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> latchkey.clerk().put("k", "v", Version.NONE))
                    .isInstanceOf(NotSentException.class);
        }
    }

    @Test
    void oldProtocolsAreRefused() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        try (SSLSocket socket = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void tls12IsServed() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        try (SSLSocket socket = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(exchange(socket, "PING\r\nQUIT\r\n")).isEqualTo("+PONG\r\n+OK\r\n");
        }
    }

    /** Without the message by which TLS ends, the client could not tell the end of the replies from a cut connection. */
    @Test
    void repliesArriveWholeBeforeTheEnd() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        String value = "x".repeat(1_000_000);
        try (SSLSocket socket = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            String request = "*2\r\n$4\r\nECHO\r\n$" + value.length() + "\r\n" + value + "\r\n";
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 5; i++) {
                        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                    }
                    socket.getOutputStream().write("QUIT\r\n".getBytes(ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            InputStream in = socket.getInputStream();
            String all = new String(in.readAllBytes(), ISO_8859_1);
            writer.join();
            assertThat(all).hasSize(5 * ("$1000000\r\n".length() + value.length() + 2) + "+OK\r\n".length());
        }
    }

    @Test
    void clientThatClosesItsSideGetsItsReplies() throws Exception {
        serve(pki.files("server", pki.server()), ClientAuth.NONE);
        try (SSLSocket socket = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            socket.getOutputStream().write("PING\r\n".repeat(1_000).getBytes(ISO_8859_1));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSize(1_000 * "+PONG\r\n".length());
        }
    }

    @Test
    void connectionBeyondTheMaximumIsClosedBeforeTheHandshake() throws Exception {
        ServerTls tls = ServerTls.load(pki.files("server", pki.server()), ClientAuth.NONE);
        serve(NodeConfig.loopback(0).with(Limits.STANDARD.withConnectionsMax(1)).with(tls));
        try (SSLSocket first = socket(TlsFiles.NONE.withAuthorities(pki.authority()));
                SSLSocket second = socket(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            first.startHandshake();
            assertThatThrownBy(second::startHandshake).isInstanceOf(IOException.class);
            assertThat(exchange(first, "QUIT\r\n")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void requiredCertificateAllowsAnAddressThatOthersReach() throws Exception {
        TlsFiles files = pki.files("server", pki.server());
        NodeConfig loopback = NodeConfig.loopback(0);
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
        NodeConfig open = new NodeConfig(
                List.of(everywhere),
                loopback.credentials(),
                false,
                loopback.limits(),
                1,
                Optional.of(ServerTls.load(files, ClientAuth.REQUIRED)),
                Optional.empty());
        assertThat(open.tls()).isPresent();
        assertThatThrownBy(() -> new NodeConfig(
                        List.of(everywhere),
                        loopback.credentials(),
                        false,
                        loopback.limits(),
                        1,
                        Optional.of(ServerTls.load(files, ClientAuth.OPTIONAL)),
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requires a password");
    }
}
