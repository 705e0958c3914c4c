package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.http.figures.RouteFigures;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.routes.Api;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which requests a connection counts, as what, and how long they took. */
final class RequestCountsTest {

    private static final String GET_KEY = "GET /v1/kv/{key}";

    private final HttpStats stats = new HttpStats();
    private final ManualTime time = new ManualTime();
    private final LateEngine engine = new LateEngine(HttpTalk.memory(time));
    private final HttpTalk talk = talk(Credentials.NONE);

    private HttpTalk talk(Credentials credentials) {
        TestServices services = new TestServices(engine, credentials, Limits.STANDARD, time);
        return new HttpTalk(services, new HttpDoor(new AllowedHosts(List.of()), List.of(), stats));
    }

    /** What was counted for a route, without what is 0. */
    private Map<String, Long> counted(String route) {
        RouteFigures figures = stats.read().get(route);
        return figures == null
                ? Map.of()
                : figures.responses().entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Distribution executed(String route) {
        return Objects.requireNonNull(stats.read().get(route), route).nanos();
    }

    @Test
    void requestIsCountedWithItsRouteAndTheTimeUntilItsResponse() {
        assertThat(talk.raw("PUT /v1/kv/k?version=0 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nv"))
                .isEmpty();
        assertThat(counted("PUT /v1/kv/{key}")).isEmpty();
        time.pass(Duration.ofMillis(7));
        engine.answer(0);
        assertThat(HttpReply.parse(talk.heard()).status()).isEqualTo(201);
        assertThat(counted("PUT /v1/kv/{key}")).isEqualTo(Map.of("201", 1L));
        assertThat(executed("PUT /v1/kv/{key}").sum()).isEqualTo(7_000_000);
    }

    /** The head of a request with JSON, whose end is said by a field. */
    private static String head(String length) {
        return String.join(
                "\r\n",
                "POST /v1/sessions HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                length,
                "",
                "");
    }

    @Test
    void timeInWhichARequestArrivesIsNotThatOfTheServer() {
        assertThat(talk.raw(head("Content-Length: 2") + "{")).isEmpty();
        time.pass(Duration.ofSeconds(2));
        assertThat(HttpReply.parse(talk.raw("}")).status()).isEqualTo(400);
        assertThat(counted("POST /v1/sessions")).isEqualTo(Map.of("400", 1L));
        assertThat(executed("POST /v1/sessions").sum()).isZero();
    }

    @Test
    void refusedRequestsAreCountedWithoutATime() {
        assertThat(talk.get("/v2").status()).isEqualTo(404);
        assertThat(talk.delete("/v1/status").status()).isEqualTo(405);
        assertThat(talk.put("/v1/kv/k?version=0", "v", "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(talk.another().raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(talk.another()
                        .send("POST", "/v1/sessions", "", "Content-Type: application/json", "Content-Length: 9999")
                        .status())
                .isEqualTo(413);
        assertThat(counted(HttpStats.UNROUTED))
                .isEqualTo(Map.of("404", 1L, "405", 1L, "403", 1L, "400", 1L, "413", 1L));
        assertThat(stats.read().values())
                .allSatisfy(figures -> assertThat(figures.nanos().count()).isZero());
    }

    @Test
    void bodyThatBecomesTooLargeIsARefusalOfItsRoute() {
        assertThat(talk.raw(head("Transfer-Encoding: chunked") + "1388\r\n" + "[".repeat(5_000) + "\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(counted("POST /v1/sessions")).isEqualTo(Map.of("413", 1L));
        assertThat(executed("POST /v1/sessions").count()).isZero();
    }

    @Test
    void requestWithoutALoginNamesNoRoute() {
        HttpTalk locked = talk(Credentials.of("open sesame".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(locked.get("/v1/status").status()).isEqualTo(401);
        assertThat(counted("GET /v1/status")).isEmpty();
        assertThat(counted(HttpStats.UNROUTED)).isEqualTo(Map.of("401", 1L));
    }

    @Test
    void headCountsAsGet() {
        talk.raw("HEAD /v1/kv/k HTTP/1.1\r\nHost: localhost\r\n\r\n");
        engine.answer(0);
        assertThat(talk.heard()).startsWith("HTTP/1.1 404 ");
        assertThat(counted(GET_KEY)).isEqualTo(Map.of("404", 1L));
    }

    @Test
    void streamIsCountedOnceWhenItBegins() {
        assertThat(talk.raw("GET /v1/follow HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .isEmpty();
        engine.answer(0);
        assertThat(talk.heard()).startsWith("HTTP/1.1 200 ");
        assertThat(counted("GET /v1/follow")).isEqualTo(Map.of("200", 1L));
        assertThat(executed("GET /v1/follow").count()).isEqualTo(1);
        talk.connection.stop();
        talk.heard();
        assertThat(counted("GET /v1/follow")).isEqualTo(Map.of("200", 1L));
    }

    @Test
    void requestWithoutAResponseIsNotCounted() {
        talk.raw("GET /v1/kv/k HTTP/1.1\r\nHost: localhost\r\n\r\n");
        talk.channel.close();
        engine.answer(0);
        talk.heard();
        assertThat(counted(GET_KEY)).isEmpty();
    }

    @Test
    void everyStatusThatTheTableListsIsCountedByItsCode() {
        for (Route route : Api.table(talk.services, List.of()).routes()) {
            for (String reply : route.replies()) {
                int status = Integer.parseInt(reply.substring(0, 3));
                stats.of(talk.channel.eventLoop()).countRefused(route, status);
                assertThat(counted(route.label())).as(reply).containsKey(String.valueOf(status));
            }
        }
    }
}
