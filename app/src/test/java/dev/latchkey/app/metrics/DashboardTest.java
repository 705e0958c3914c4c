package dev.latchkey.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.InlineClient;
import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules use metrics and labels that exist. */
final class DashboardTest {

    /** Prometheus adds the first two to every series, and the third to buckets. */
    private static final List<String> OF_PROMETHEUS = List.of("instance", "job", "le");

    @TempDir
    Path data = Path.of("");

    private Exposed exposed = new Exposed("");

    @BeforeEach
    void scrape() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            assertThat(client.ask("put a 1 0")).isEqualTo(":1");
            assertThat(server.http("GET", "/livez")).isEqualTo(200);
            exposed = server.scrape();
        }
    }

    private Set<String> knownMetrics() {
        Set<String> known = exposed.sampleNames();
        MetricsPage.AFTER_A_COLLECTION.forEach(name -> known.add(name + "_sum"));
        return known;
    }

    private Set<String> knownLabels() {
        Set<String> known = new TreeSet<>(OF_PROMETHEUS);
        exposed.families().values().forEach(family -> known.addAll(family.labels()));
        return known;
    }

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        List<String> queries = Dashboards.queries();
        assertThat(queries).hasSizeGreaterThan(30).allSatisfy(query -> {
            assertThat(Dashboards.metrics(query)).as(query).isNotEmpty();
            assertThat(knownMetrics()).as(query).containsAll(Dashboards.metrics(query));
            assertThat(knownLabels()).as(query).containsAll(Dashboards.labels(query));
        });
    }

    @Test
    void everyMetricOfTheAlertRulesExists() {
        List<String> alerts = Dashboards.alerts();
        long declared = Pattern.compile("(?m)^ +- alert: ")
                .matcher(ProjectFolder.text(Dashboards.ALERTS))
                .results()
                .count();
        assertThat(alerts).hasSize((int) declared).allSatisfy(alert -> {
            assertThat(alert).containsAnyOf("latchkey", "process_");
            assertThat(knownMetrics()).as(alert).containsAll(Dashboards.metrics(alert));
            assertThat(knownLabels()).as(alert).containsAll(Dashboards.labels(alert));
        });
    }

    /** The outcomes that the rules select are outcomes that a server reports. */
    @Test
    void everyOutcomeThatAnAlertSelectsExists() {
        List<String> selected = new ArrayList<>();
        Pattern outcome = Pattern.compile("outcome=\"(\\w+)\"");
        Dashboards.alerts().forEach(alert -> outcome.matcher(alert)
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(selected::add));
        assertThat(selected).isNotEmpty().isSubsetOf("ERRFULL", "lost");
        Map<String, Double> operations = exposed.all("latchkey_operations_total");
        assertThat(operations).containsKey("{outcome=ERRFULL, verb=put}");
    }

    @Test
    void metricThatDoesNotExistIsFound() {
        assertThat(Dashboards.metrics("rate(latchkey_nothing_total{verb=\"put\"}[5m])"))
                .containsExactly("latchkey_nothing_total");
        assertThat(Dashboards.labels("sum by (nothing, le) (x{other=~\"a\"})"))
                .containsExactly("le", "nothing", "other");
        assertThat(knownMetrics()).doesNotContain("latchkey_nothing_total");
    }
}
