package dev.latchkey.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.console.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The HTTP API of a server process. */
final class HttpProcessTest {

    private static final Pattern HTTP = Pattern.compile("; HTTP on http://127\\.0\\.0\\.1:(\\d+)\\)");

    private static int httpPort(String readyLine) {
        Matcher matcher = HTTP.matcher(readyLine);
        assertThat(matcher.find()).as(readyLine).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LatchkeyProcess.SECONDS_MAX));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String exchange(int port, String request) throws IOException {
        try (Socket socket = connect(port)) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void httpAndRespServeTheSameStoreAndStreamsEndAtShutdown() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            String ready = server.readyLine();
            int resp = Integer.parseInt(ready.replaceAll(".*-p (\\d+) .*", "$1"));
            try (InlineClient client = new InlineClient(resp);
                    Socket stream = connect(httpPort(ready))) {
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream.getInputStream(), ISO_8859_1));
                send(stream, "GET /v1/follow?prefix=k HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                readUntil(lines, "event: start");
                String put = "PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                        + "Connection: close\r\n\r\nhello";
                assertThat(exchange(httpPort(ready), put)).startsWith("HTTP/1.1 201 Created\r\nETag: \"1-");
                readUntil(lines, "event: step");
                assertThat(client.ask("getv k")).isEqualTo("*3");
                assertThat(client.line()).isEqualTo("$5");
                assertThat(client.line()).isEqualTo("hello");
                assertThat(server.terminate().exitCode()).isZero();
                readUntil(lines, "0");
                while (lines.readLine() != null) {
                    // The rest of the stream, which is closed.
                }
            }
        }
    }

    @Test
    void metricsAreExposedToPrometheusAfterALoginIfThereIsAPassword() throws IOException {
        String get = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        Map<String, String> environment = Map.of("LATCHKEY_PASSWORD", "opensesame");
        try (LatchkeyProcess server =
                LatchkeyProcess.start(environment, LatchkeyProcess.command(LatchkeyProcess.serveFlags()))) {
            int port = httpPort(server.readyLine());
            assertThat(exchange(port, get + "\r\n")).startsWith("HTTP/1.1 401 ").doesNotContain("latchkey_keys");
            assertThat(exchange(port, get + "Authorization: Bearer opensesame\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", "\nlatchkey_keys 0");
        }
    }

    private static void readUntil(BufferedReader lines, String wanted) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals(wanted)) {
            line = lines.readLine();
        }
        assertThat(line).isEqualTo(wanted);
    }

    @Test
    void passwordProtectsHttpToo() throws IOException {
        Map<String, String> environment = Map.of("LATCHKEY_PASSWORD", "open sesame");
        try (LatchkeyProcess server =
                LatchkeyProcess.start(environment, LatchkeyProcess.command(LatchkeyProcess.serveFlags()))) {
            int port = httpPort(server.readyLine());
            String get = "GET /v1/kv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
            assertThat(exchange(port, get + "\r\n")).startsWith("HTTP/1.1 401 ");
            assertThat(exchange(port, get + "Authorization: Bearer open sesame\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(exchange(port, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .endsWith("ok\n");
        }
    }

    @Test
    void responseToALargeRefusedBodyReachesTheClient() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve();
                Socket socket = connect(httpPort(server.readyLine()))) {
            send(
                    socket,
                    "PUT /v1/kv/k?verison=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
                            + "x".repeat(1_000_000));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"outcome\":\"not-done\"");
        }
    }

    @Test
    void connectionsBeyondTheMaximumAreRefusedWithAProblem() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve("--max-clients", "1")) {
            int port = httpPort(server.readyLine());
            try (Socket first = connect(port)) {
                send(first, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(first.getInputStream().read()).isEqualTo('H');
                try (Socket second = connect(port)) {
                    assertThat(new String(second.getInputStream().readAllBytes(), ISO_8859_1))
                            .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                            .contains("Retry-After: 1", "\"outcome\":\"not-done\"");
                }
            }
        }
    }

    @Test
    void chosenPortThatIsInUseIsAUsageError() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Result result = LatchkeyProcess.run(Map.of(), LatchkeyProcess.serveFlags("--http-port", port));
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE.code());
            assertThat(result.err())
                    .contains("cannot listen on 127.0.0.1 port " + port + ": the port is taken by another program");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void defaultPortThatIsInUseIsAWarning() throws IOException {
        try (ServerSocket taken = takenPortAfterAFreeOne()) {
            String port = String.valueOf(taken.getLocalPort() - 1);
            try (LatchkeyProcess server =
                    LatchkeyProcess.start(Map.of(), LatchkeyProcess.command("serve", "--memory", "--port", port))) {
                assertThat(server.readyLine()).contains("(memory)");
                assertThat(server.terminate().err())
                        .contains(
                                "warning: HTTP is not served: cannot listen on 127.0.0.1 port " + taken.getLocalPort());
            }
        }
    }

    private static ServerSocket takenPortAfterAFreeOne() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int attempt = 0; attempt < 1_000; attempt++) {
            ServerSocket taken = new ServerSocket(0, 1, loopback);
            try (ServerSocket before = new ServerSocket(taken.getLocalPort() - 1, 1, loopback)) {
                assertThat(before.isBound()).isTrue();
                return taken;
            } catch (IOException e) {
                taken.close();
            }
        }
        throw new AssertionError("no two adjacent free ports");
    }

    @Test
    void httpCanBeTurnedOff() {
        try (LatchkeyProcess server = LatchkeyProcess.serve("--no-http")) {
            assertThat(server.readyLine()).contains("(memory)");
        }
    }
}
