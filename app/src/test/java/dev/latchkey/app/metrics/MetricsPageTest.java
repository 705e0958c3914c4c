package dev.latchkey.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.InlineClient;
import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md is the page that the metrics of a server make. */
final class MetricsPageTest {

    @TempDir
    Path data = Path.of("");

    @Test
    void thePageIsTheOneThatTheMetricsMake() throws IOException {
        Path page = ProjectFolder.root().resolve("docs/metrics.md");
        String text = MetricsPage.write(durable(), inMemory(), Promtool.EXCEPTIONS);
        if (System.getProperty("docs.rewrite") != null) {
            Files.writeString(page, text);
        }
        assertThat(page).as("-Ddocs.rewrite writes it again").content().isEqualTo(text);
    }

    @Test
    void everyMetricIsExplained() throws IOException {
        assertThat(durable().families().values())
                .allSatisfy(
                        family -> assertThat(family.help()).as(family.name()).isNotBlank());
    }

    private Exposed durable() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            assertThat(client.ask("put a 1 0")).startsWith(":");
            assertThat(server.http("GET", "/livez")).isEqualTo(200);
            return server.scrape();
        }
    }

    private static Set<String> inMemory() throws IOException {
        try (MeasuredServer server = MeasuredServer.inMemory();
                InlineClient client = server.connect()) {
            assertThat(client.ask("put a 1 0")).isEqualTo(":1");
            assertThat(server.http("GET", "/livez")).isEqualTo(200);
            return server.scrape().families().keySet();
        }
    }
}
