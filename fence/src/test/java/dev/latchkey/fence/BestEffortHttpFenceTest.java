package dev.latchkey.fence;

import static dev.latchkey.fence.Tokens.LOCK;
import static dev.latchkey.fence.Tokens.OTHER;
import static dev.latchkey.fence.Tokens.STORE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BestEffortHttpFenceTest {

    private final AtomicInteger handled = new AtomicInteger();
    private final HttpServer server;

    BestEffortHttpFenceTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
                    handled.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                })
                .getFilters()
                .add(new BestEffortHttpFence(LOCK, STORE));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int status(String method, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private int put(Object store, Object token) throws Exception {
        return status("PUT", BestEffortHttpFence.STORE, store.toString(), BestEffortHttpFence.TOKEN, token.toString());
    }

    @Test
    void staleTokensAndOtherStoresDoNotReachTheHandler() throws Exception {
        assertThat(put(STORE, 3)).isEqualTo(204);
        assertThat(put(STORE, 3)).isEqualTo(204);
        assertThat(put(STORE, 5)).isEqualTo(204);
        assertThat(put(STORE, 4)).isEqualTo(412);
        assertThat(put(OTHER, 9)).isEqualTo(412);
        assertThat(handled).hasValue(3);
    }

    @Test
    void requestsThatChangeNothingNeedNoToken() throws Exception {
        assertThat(status("GET")).isEqualTo(204);
        assertThat(status("PUT")).isEqualTo(428);
        assertThat(handled).hasValue(1);
    }

    @Test
    void malformedFieldsAreRefused() throws Exception {
        assertThat(put("x", 1)).isEqualTo(400);
        assertThat(put(STORE, "x")).isEqualTo(400);
        assertThat(put(STORE, 0)).isEqualTo(400);
        assertThat(handled).hasValue(0);
    }
}
