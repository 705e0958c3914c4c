package dev.latchkey.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.server.users.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process with a console, and another client of it. */
final class ConsoleServer implements AutoCloseable {

    static final String ADMIN = "ann";
    static final String READER = "bob";

    private static final Pattern PORTS =
            Pattern.compile(" ready on \\S+:(\\d+) .*HTTP on http://127\\.0\\.0\\.1:(\\d+)\\)");

    private final LatchkeyProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String authorization;
    final int respPort;
    final String url;

    private ConsoleServer(LatchkeyProcess process, String user) {
        this.process = process;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.US_ASCII));
        Matcher ready = PORTS.matcher(process.readyLine());
        assertThat(ready.find()).isTrue();
        this.respPort = Integer.parseInt(ready.group(1));
        this.url = "http://localhost:" + ready.group(2) + "/";
    }

    /** A server that stores on disk, with users whose secrets are their names. */
    static ConsoleServer withUsers(Path folder) throws IOException {
        Path users = folder.resolve("users");
        Files.writeString(
                users,
                ADMIN + " " + Secret.ofGenerated(ADMIN).word() + " read: write: follow: lock: admin\n" + READER + " "
                        + Secret.ofGenerated(READER).word() + " read:app/\n");
        return new ConsoleServer(
                LatchkeyProcess.start(
                        Map.of(),
                        LatchkeyProcess.command(
                                "serve",
                                "--port",
                                "0",
                                "--data",
                                folder.resolve("data").toString(),
                                "--users",
                                users.toString())),
                ADMIN);
    }

    /** A server without users, to which everyone is the user default. */
    static ConsoleServer open() {
        return new ConsoleServer(LatchkeyProcess.serve(), "default");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sends a request as another client, which must succeed, and returns the response. */
    HttpResponse<String> send(String method, String target, String body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + target))
                .timeout(Duration.ofSeconds(LatchkeyProcess.SECONDS_MAX))
                .header("Authorization", authorization)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes version {@code expected} + 1 of a key. */
    void put(String key, String value, int expected, String... fields) {
        send("PUT", "v1/kv/" + encoded(key) + "?version=" + expected, value, fields);
    }

    String get(String key) {
        return send("GET", "v1/kv/" + encoded(key), "").body();
    }

    /** Opens a session, and returns its id. */
    String openSession() {
        return send("POST", "v1/sessions", "{\"ttlMillis\":600000}", "Content-Type", "application/json")
                .body()
                .replaceAll(".*\"session\":\"([0-9a-f]+)\".*", "$1");
    }

    @Override
    public void close() {
        process.close();
    }
}
