package dev.latchkey.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.CommandRun;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.http.HttpDoor;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.server.users.CertificateName;
import dev.latchkey.server.users.ClientCertificate;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.UsersException;
import dev.latchkey.tls.ClientAuth;
import dev.latchkey.tls.TlsContext;
import dev.latchkey.tls.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client certificate identifies a user by a URI or by its subject. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class UserCertificateTest {

    private static final String URI = "spiffe://acme/worker";

    @TempDir
    private Path directory = Path.of("");

    private Pki pki;
    private Node node;
    private final MemoryEngine engine =
            new MemoryEngine(StoreId.draw(new SecureRandom()), StateLimits.STANDARD, 100_000_000, new SipHash(1, 2));

    @BeforeEach
    void serve() throws Exception {
        pki = new Pki(directory, "ca");
        users("worker none uri:" + URI + " write:w", "bob none subject:CN=bob write:b");
        ServerTls tls = ServerTls.load(pki.files("server", pki.server()), ClientAuth.OPTIONAL);
        node = Node.start(
                NodeConfig.loopback(0).with(tls).with(Credentials.of(LiveUsers.load(file(), SystemChance.secure()))),
                engine);
    }

    @AfterEach
    void stop() {
        node.stop(Duration.ofMillis(1));
        engine.close();
    }

    private Path file() {
        return directory.resolve("users");
    }

    private void users(String... lines) throws Exception {
        Files.writeString(
                file(),
                String.join("\n", lines) + "\nsecretly "
                        + Secret.ofGenerated("s").word() + " write:s\n");
    }

    private SSLSocket connect(TlsFiles files) throws Exception {
        return connect(files, node.address().getPort());
    }

    private static SSLSocket connect(TlsFiles files, int port) throws Exception {
        SSLSocket socket =
                (SSLSocket) TlsContext.load(files).context().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String ask(SSLSocket socket, String line) throws Exception {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder reply = new StringBuilder();
        while (!reply.toString().endsWith("\r\n")) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                return "closed";
            }
            reply.append((char) octet);
        }
        return reply.toString().strip();
    }

    private static String whoAmI(SSLSocket socket) throws Exception {
        String header = ask(socket, "ACL WHOAMI");
        return header.startsWith("$") ? ask(socket, "") : header;
    }

    private TlsFiles named(String name, X509Bundle bundle) throws Exception {
        return pki.files(name, bundle);
    }

    @Test
    void clientIsTheUserOfItsCertificate() throws Exception {
        try (SSLSocket byUri = connect(named("one", pki.clientWithUri("anyone", URI)));
                SSLSocket bySubject = connect(named("two", pki.client("bob")));
                SSLSocket unknown = connect(named("three", pki.client("carol")));
                SSLSocket without = connect(TlsFiles.NONE.withAuthorities(pki.authority()))) {
            assertThat(ask(byUri, "PUT w v 0")).isEqualTo(":1");
            assertThat(ask(byUri, "PUT b v 0")).startsWith("-NOPERM user 'worker'");
            assertThat(ask(bySubject, "PUT b v 0")).isEqualTo(":1");
            assertThat(ask(unknown, "PUT b v 1")).startsWith("-NOAUTH");
            assertThat(ask(without, "PUT b v 1")).startsWith("-NOAUTH");
            assertThat(ask(unknown, "AUTH secretly s")).isEqualTo("+OK");
            assertThat(ask(unknown, "PUT s v 0")).isEqualTo(":1");
            assertThat(ask(byUri, "AUTH secretly s")).isEqualTo("+OK");
            assertThat(ask(byUri, "PUT s v 1")).isEqualTo(":2");
            assertThat(ask(byUri, "RESET")).isEqualTo("+RESET");
            assertThat(ask(byUri, "PUT w v 1")).isEqualTo(":2");
            assertThat(ask(byUri, "PUT s v 2")).startsWith("-NOPERM user 'worker'");
            assertThat(ask(byUri, "AUTH bob x")).startsWith("-WRONGPASS");
        }
    }

    /** Creates a key over HTTP and returns the status of the response. */
    private static int create(SSLSocket socket, String key, String fields) throws Exception {
        String request = "PUT /v1/kv/" + key + "?version=0 HTTP/1.1\r\nHost: localhost\r\n" + fields
                + "Content-Length: 1\r\n\r\nv";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int octet = socket.getInputStream().read();
            assertThat(octet).as("after '%s'", head).isNotNegative();
            head.append((char) octet);
        }
        Matcher length = Pattern.compile("(?i)Content-Length: (\\d+)").matcher(head);
        assertThat(socket.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0))
                .isNotNull();
        return Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    @Test
    void requestOverHttpIsOneOfTheUserOfTheCertificateUnlessItNamesAnother() throws Exception {
        int http = node.open(
                        new HttpDoor(new AllowedHosts(List.of())),
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .getPort();
        String secretly = "Authorization: Basic "
                + Base64.getEncoder().encodeToString("secretly:s".getBytes(StandardCharsets.US_ASCII)) + "\r\n";
        try (SSLSocket byUri = connect(named("one", pki.clientWithUri("anyone", URI)), http);
                SSLSocket without = connect(TlsFiles.NONE.withAuthorities(pki.authority()), http)) {
            assertThat(create(byUri, "w", "")).isEqualTo(201);
            assertThat(create(byUri, "s", "")).isEqualTo(403);
            assertThat(create(byUri, "s", secretly)).isEqualTo(201);
            assertThat(create(byUri, "s2", "")).isEqualTo(403);
            assertThat(create(byUri, "w2", "")).isEqualTo(201);
            assertThat(create(without, "w3", "")).isEqualTo(401);
        }
    }

    @Test
    void connectionIsClosedWhenItsCertificateDoesNotIdentifyTheUserAnyMore() throws Exception {
        try (SSLSocket byUri = connect(named("one", pki.clientWithUri("anyone", URI)));
                SSLSocket bySubject = connect(named("two", pki.client("bob")))) {
            assertThat(ask(byUri, "PUT w v 0")).isEqualTo(":1");
            assertThat(ask(bySubject, "PUT b v 0")).isEqualTo(":1");
            users("worker none uri:spiffe://acme/other write:w", "bob none subject:CN=bob write:b");
            node.refreshUsers();
            assertThat(byUri.getInputStream().read()).isEqualTo(-1);
            assertThat(ask(bySubject, "PUT b v 1")).isEqualTo(":2");
        }
    }

    @Test
    void namesAreTheUrisAndTheWholeSubject() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=worker,O=Acme Inc")
                .addSanUriName(URI)
                .addSanUriName("https://acme.example/w")
                .addSanDnsName("worker.example")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        assertThat(ClientCertificate.names(bundle.getCertificate()))
                .containsExactlyInAnyOrder(
                        new CertificateName("uri", URI),
                        new CertificateName("uri", "https://acme.example/w"),
                        new CertificateName("subject", "CN=worker,O=Acme Inc"));
    }

    /** Programs in C end such a name at the NUL, so an authority may have vouched for something else. */
    @Test
    void nameWithNulIsRefused() throws Exception {
        X509Bundle subject = new CertificateBuilder()
                .subject("CN=bob\\00.evil.example")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        assertThatThrownBy(() -> ClientCertificate.names(subject.getCertificate()))
                .isInstanceOf(UsersException.class)
                .hasMessageContaining("NUL");
        X509Bundle uri = pki.clientWithInvalidUri("bob", URI + "\0.evil.example");
        assertThatThrownBy(() -> ClientCertificate.names(uri.getCertificate()))
                .isInstanceOf(UsersException.class)
                .hasMessage("the alternative names of the certificate cannot be read");
        try (SSLSocket socket = connect(named("nul", uri))) {
            assertThat(whoAmI(socket)).startsWith("-NOAUTH");
        }
    }

    @Test
    void commandLineIsTheUserOfItsCertificate() throws Exception {
        pki.files("cli", pki.clientWithUri("anyone", URI));
        CommandRun.Given given = CommandRun.Given.environment(Map.of(
                "LATCHKEY_SERVER", "127.0.0.1:" + node.address().getPort(),
                "LATCHKEY_CA", pki.authority().toString(),
                "LATCHKEY_CERT", directory.resolve("cli.pem").toString(),
                "LATCHKEY_KEY", directory.resolve("cli-key.pem").toString()));
        assertThat(given.run("put", "w", "v", "0").out()).isEqualTo("1\n");
        CommandRun refused = given.run("put", "x", "v", "0");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("NOPERM user 'worker' needs the permission 'write' for key 'x'");
    }
}
