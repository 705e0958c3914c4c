package dev.latchkey.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.InlineClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a server after a known workload. Covers SEC-05: no secret is in a metric. */
final class MetricsTest {

    @TempDir
    Path data = Path.of("");

    /** Three puts that succeed, one at a wrong version, one of a key that does not exist, one without a version, and five gets. */
    private static void work(InlineClient client) throws IOException {
        assertThat(client.ask("put a 1 0")).isEqualTo(":1");
        assertThat(client.ask("put b 1 0")).isEqualTo(":1");
        assertThat(client.ask("put b 2 1")).isEqualTo(":2");
        assertThat(client.ask("put b 3 1")).startsWith("-ERRVERSION");
        assertThat(client.ask("put c 3 7")).startsWith("-ERRNOKEY");
        assertThat(client.ask("put c")).startsWith("-ERR ");
        for (int times = 0; times < 5; times++) {
            assertThat(client.ask("getv missing")).isEqualTo("*-1");
        }
        assertThat(client.ask("nonsense")).startsWith("-ERR ");
    }

    @Test
    void operationsAreCountedByCommandAndOutcome() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            work(client);
            Exposed exposed = server.scrape();
            assertThat(exposed.all("latchkey_operations_total"))
                    .containsEntry("{outcome=ok, verb=put}", 3.0)
                    .containsEntry("{outcome=ERRVERSION, verb=put}", 1.0)
                    .containsEntry("{outcome=ERRNOKEY, verb=put}", 1.0)
                    .containsEntry("{outcome=ERR, verb=put}", 1.0)
                    .containsEntry("{outcome=ERRFULL, verb=put}", 0.0)
                    .containsEntry("{outcome=ok, verb=getv}", 5.0)
                    .containsEntry("{outcome=ok, verb=del}", 0.0);
            assertThat(exposed.value("latchkey_unknown_commands_total")).isEqualTo(1);
            assertThat(exposed.value("latchkey_connections")).isEqualTo(1);
            assertThat(exposed.value("latchkey_keys")).isEqualTo(2);
            assertThat(exposed.value("latchkey_store_revision")).isEqualTo(3);
            assertThat(exposed.value("latchkey_received_bytes_total")).isGreaterThan(100);
            assertThat(exposed.value("latchkey_sent_bytes_total")).isGreaterThan(100);
        }
    }

    @Test
    void secondScrapeResetsNothing() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            work(client);
            Exposed first = server.scrape();
            Exposed second = server.scrape();
            for (String name : List.of(
                    "latchkey_operations_total",
                    "latchkey_operation_duration_seconds_count",
                    "latchkey_operation_duration_seconds_bucket",
                    "latchkey_log_fsync_duration_seconds_count",
                    "latchkey_log_batch_records_sum",
                    "latchkey_received_bytes_total")) {
                assertThat(first.all(name)).as(name).isNotEmpty();
                assertThat(second.all(name)).as(name).isEqualTo(first.all(name));
            }
            assertThat(client.ask("put d 1 0")).isEqualTo(":1");
            assertThat(server.scrape().value("latchkey_operations_total{outcome=ok, verb=put}"))
                    .isEqualTo(4);
        }
    }

    @Test
    void histogramCountsTheExecutedRequestsInCumulativeBuckets() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            work(client);
            Exposed exposed = server.scrape();
            String name = "latchkey_operation_duration_seconds";
            assertThat(exposed.value(name + "_count{verb=put}"))
                    .as("without the one that was refused before execution")
                    .isEqualTo(5);
            List<Double> buckets = new ArrayList<>();
            exposed.all(name + "_bucket").forEach((labels, count) -> {
                if (labels.endsWith("verb=put}")) {
                    buckets.add(count);
                }
            });
            assertThat(buckets).hasSize(23).isSorted().endsWith(5.0);
            assertThat(exposed.has(name + "_bucket{le=0.0025, verb=put}")).isTrue();
            assertThat(exposed.value(name + "_sum{verb=put}")).isBetween(1e-6, 600.0);
        }
    }

    @Test
    void batchesOfTheLogAreCounted() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            work(client);
            Exposed exposed = server.scrape();
            assertThat(exposed.value("latchkey_log_fsync_duration_seconds_count"))
                    .as("a client that waits for its replies, with two refused puts, which are logged too")
                    .isEqualTo(5);
            assertThat(exposed.value("latchkey_log_batch_records_sum")).isEqualTo(5);
            assertThat(exposed.value("latchkey_log_batch_records_bucket{le=1.0}"))
                    .isEqualTo(5);
            assertThat(exposed.value("latchkey_log_batch_size_bytes_sum")).isBetween(100.0, 10_000.0);
            assertThat(exposed.value("latchkey_disk_full")).isZero();
            assertThat(exposed.value("latchkey_disk_free_bytes")).isPositive();
            assertThat(exposed.value("latchkey_recovery_duration_seconds")).isPositive();
            assertThat(exposed.value("latchkey_snapshot_duration_seconds_count"))
                    .isZero();
        }
    }

    @Test
    void serverWithoutALogHasNoMetricsOfIt() throws IOException {
        try (MeasuredServer server = MeasuredServer.inMemory()) {
            Exposed exposed = server.scrape();
            assertThat(exposed.families()).doesNotContainKeys("latchkey_log_size_bytes", "latchkey_disk_full");
            assertThat(exposed.has("latchkey_build_info{engine=memory, version=0.1.0}"))
                    .isTrue();
        }
    }

    @Test
    void sessionsAndTheKeysTheyOwnAreCounted() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            assertThat(client.ask("session open 60000")).isEqualTo("*2");
            assertThat(client.line()).isEqualTo("$32");
            String session = client.line();
            assertThat(client.line()).isEqualTo("$32");
            client.line();
            assertThat(client.ask("put lock/a me 0 owner " + session)).isEqualTo(":1");
            Exposed exposed = server.scrape();
            assertThat(exposed.value("latchkey_sessions")).isEqualTo(1);
            assertThat(exposed.value("latchkey_session_owned_keys")).isEqualTo(1);
            assertThat(exposed.value("latchkey_sessions_opened_total")).isEqualTo(1);
        }
    }

    @Test
    void httpRequestsAreCountedByRouteAndStatus() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data)) {
            assertThat(server.http("GET", "/v1/kv/secret-key")).isEqualTo(404);
            assertThat(server.http("GET", "/v1/kv/other")).isEqualTo(404);
            assertThat(server.http("DELETE", "/v1/kv/secret-key")).isEqualTo(428);
            assertThat(server.http("GET", "/secret-path")).isEqualTo(404);
            Exposed exposed = server.scrape();
            assertThat(exposed.all("latchkey_http_requests_total"))
                    .containsEntry("{route=GET /v1/kv/{key}, status=404}", 2.0)
                    .containsEntry("{route=GET /v1/kv/{key}, status=200}", 0.0)
                    .containsEntry("{route=GET /v1/kv/{key}, status=500}", 0.0)
                    .containsEntry("{route=DELETE /v1/kv/{key}, status=428}", 1.0)
                    .containsEntry("{route=POST /v1/txn, status=412}", 0.0)
                    .containsEntry("{route=none, status=404}", 1.0);
            String name = "latchkey_http_request_duration_seconds";
            assertThat(exposed.value(name + "_count{route=GET /v1/kv/{key}}")).isEqualTo(2);
            assertThat(exposed.value(name + "_bucket{le=+Inf, route=GET /v1/kv/{key}}"))
                    .isEqualTo(2);
            assertThat(exposed.value(name + "_sum{route=GET /v1/kv/{key}}")).isPositive();
            assertThat(exposed.all(name + "_count")).doesNotContainKey("{route=none}");
            assertThat(server.metrics.scrape()).doesNotContain("secret-");
            assertThat(server.scrape().all("latchkey_http_requests_total"))
                    .isEqualTo(exposed.all("latchkey_http_requests_total"));
        }
    }

    @Test
    void noSecretIsExposed() throws IOException {
        try (MeasuredServer server = MeasuredServer.withPassword(data);
                InlineClient client = server.connect()) {
            assertThat(client.ask("get a")).startsWith("-NOAUTH");
            assertThat(client.ask("auth wrong-" + MeasuredServer.PASSWORD)).startsWith("-WRONGPASS");
            assertThat(client.ask("auth " + MeasuredServer.PASSWORD)).isEqualTo("+OK");
            assertThat(client.ask("put secret-key secret-value 0")).isEqualTo(":1");
            assertThat(client.ask("secret-command")).startsWith("-ERR");
            String text = server.metrics.scrape();
            assertThat(text)
                    .doesNotContain(MeasuredServer.PASSWORD)
                    .doesNotContain("secret-")
                    .contains("latchkey_logins_failed_total 1");
            Map<String, Double> operations = new Exposed(text).all("latchkey_operations_total");
            assertThat(operations)
                    .containsEntry("{outcome=NOAUTH, verb=get}", 1.0)
                    .containsEntry("{outcome=WRONGPASS, verb=auth}", 1.0)
                    .containsEntry("{outcome=ok, verb=auth}", 1.0);
        }
    }

    @Test
    void scrapeOfClosedMetricsIsRefused() throws IOException {
        try (MeasuredServer server = MeasuredServer.inMemory()) {
            server.metrics.scrape();
            server.metrics.close();
            server.metrics.close();
            assertThatThrownBy(server.metrics::scrape).isInstanceOf(IllegalStateException.class);
        }
    }
}
