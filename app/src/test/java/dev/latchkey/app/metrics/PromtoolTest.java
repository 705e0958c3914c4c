package dev.latchkey.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.InlineClient;
import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own checks accept the metrics and the alert rules. */
final class PromtoolTest {

    @TempDir
    Path data = Path.of("");

    @BeforeAll
    static void needsPromtool() {
        Promtool.assumeInstalled();
    }

    @Test
    void metricsFollowTheConventions() throws IOException {
        try (MeasuredServer server = MeasuredServer.durable(data);
                InlineClient client = server.connect()) {
            client.ask("put a 1 0");
            byte[] text = server.metrics.scrape().getBytes(StandardCharsets.UTF_8);
            List<String> complaints =
                    Program.run(text, "promtool", "check", "metrics").lines();
            assertThat(complaints)
                    .allSatisfy(
                            line -> assertThat(line.split(" ", -1)[0]).as(line).isIn(Promtool.EXCEPTIONS));
        }
    }

    @Test
    void malformedMetricsAreReported() {
        String bad = """
                # HELP latchkey_seen_milliseconds Bad.
                # TYPE latchkey_seen_milliseconds counter
                latchkey_seen_milliseconds 1
                """;
        assertThat(Program.run(bad.getBytes(StandardCharsets.UTF_8), "promtool", "check", "metrics")
                        .lines())
                .anyMatch(line -> line.startsWith("latchkey_seen_milliseconds "));
    }

    @Test
    void alertRulesAreValid() {
        String rules = ProjectFolder.root().resolve(Dashboards.ALERTS).toString();
        Program.Result result = Program.run("promtool", "check", "rules", rules);
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("SUCCESS");
    }

    @Test
    void alertRulesFireWhenTheyShould() {
        String tests = ProjectFolder.root().resolve(Dashboards.ALERT_TESTS).toString();
        Program.Result result = Program.run("promtool", "test", "rules", tests);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
