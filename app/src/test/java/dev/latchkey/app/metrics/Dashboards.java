package dev.latchkey.app.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The expressions of the Grafana dashboard and of the alert rules. */
final class Dashboards {

    static final String DASHBOARD = "docs/grafana/latchkey.json";
    static final String ALERTS = "docs/grafana/alerts.yml";
    static final String ALERT_TESTS = "app/src/test/resources/metrics/alerts-test.yml";

    private static final Pattern METRIC = Pattern.compile("\\b(?:latchkey|jvm|process|system)_\\w+");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

    private Dashboards() {}

    /** The queries of the dashboard, which may contain variables of Grafana. */
    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ProjectFolder.text(DASHBOARD))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("expr")) {
                    queries.add(json.nextTextValue());
                }
            }
        }
        return queries;
    }

    /** The expressions of the alert rules: a line each, or the indented lines after {@code expr: >-}. */
    static List<String> alerts() {
        return Pattern.compile("(?m)^( +)expr: (?:>-\\n((?:\\1 +.*\\n)+)|(.*)$)")
                .matcher(ProjectFolder.text(ALERTS) + "\n")
                .results()
                .map(match -> match.group(2) == null ? match.group(3) : match.group(2))
                .toList();
    }

    static Set<String> metrics(String expression) {
        return new TreeSet<>(
                METRIC.matcher(expression).results().map(MatchResult::group).toList());
    }

    /** The names of the labels that an expression selects or groups by. */
    static Set<String> labels(String expression) {
        Set<String> labels = new TreeSet<>(MATCHER.matcher(expression)
                .results()
                .map(match -> match.group(1))
                .toList());
        GROUPING.matcher(expression)
                .results()
                .forEach(match -> labels.addAll(List.of(match.group(1).strip().split("\\s*,\\s*", -1))));
        labels.remove("");
        return labels;
    }
}
