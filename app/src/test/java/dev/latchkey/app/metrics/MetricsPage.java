package dev.latchkey.app.metrics;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes docs/metrics.md from what a server exposes. */
final class MetricsPage {

    /** Metrics of the garbage collector that appear at the first collection of their kind, so that a scrape may not have them yet. */
    static final List<String> AFTER_A_COLLECTION =
            List.of("jvm_gc_pause_seconds", "jvm_gc_concurrent_phase_time_seconds");

    private static final String HEAD = """
            <!-- Generated from the metrics of a server. To generate it again:
                 mvn -pl app -am test -Dtest=MetricsPageTest -Ddocs.rewrite -Dsurefire.failIfNoSpecifiedTests=false -->
            # Metrics

            A server counts its work all the time, whether or not the metrics are read. It exposes them at `/metrics` of the
            [HTTP API](http.md#status-and-metrics), in the text format of Prometheus, version 0.0.4. Reading them resets nothing, so several
            Prometheus servers can read the same server.

            All of these metrics are read at one point in time, except those of the JVM. Counters begin with 0 at startup. Times are in
            seconds and sizes in bytes, as is usual with Prometheus. No metric contains a key, a value, the name of a user or a password.

            [grafana/latchkey.json](grafana/latchkey.json) is a Grafana dashboard, and [grafana/alerts.yml](grafana/alerts.yml) has alert
            rules for Prometheus. `INFO` reports the same figures to Redis clients: `INFO commandstats`, `errorstats` and `latencystats`
            are made of the same counters as `latchkey_operations_total` and `latchkey_operation_duration_seconds`.
            """;

    private static final String LABELS = """

            ## Labels

            | label | values |
            |---|---|
            | `verb` | the command, in lower case; [commands.md](commands.md) lists them |
            | `outcome` | `ok`: a reply, which may be null; an error code such as `ERRVERSION`: that error reply; `other`: an error reply without a known code; `lost`: no reply, because the server cannot know whether the command took effect |
            | `route` | the method and the path of the route, as [http.md](http.md#routes) lists them; `none`: the request was refused before its route was known |
            | `status` | the status code of the response |
            | `engine` | `durable` or `memory` |

            The number of label values is bounded: clients cannot create any. An outcome appears once it has occurred, except `ok` of every
            command and `ERRFULL` of commands that write, which are 0 from the start. The status codes that http.md lists for a route, and
            500, are 0 from the first HTTP connection. A request whose connection is closed before its reply is not counted.

            ## Locks

            The server does not know locks: a lock is a key that a session of its holder owns. `latchkey_session_owned_keys` counts the
            locks held and the tickets of clients that wait for one, and `latchkey_sessions_expired_total` the clients that have lost theirs.
            """;

    private static final String EXCEPTIONS = """

            ## Conventions

            `promtool check metrics` accepts all metrics of Latchkey. Of those of the JVM, which Micrometer names, it reports these:

            """;

    private static final String COLLECTIONS = """

            `jvm_gc_pause_seconds` and `jvm_gc_concurrent_phase_time_seconds` (summaries, by `action`, `cause` and `gc`) appear at the first
            garbage collection of their kind. The collections before the first scrape are not included.
            """;

    private MetricsPage() {}

    static String write(Exposed durable, Collection<String> withoutALog, Collection<String> exceptions) {
        Collection<Exposed.Family> all = durable.families().values();
        StringBuilder page = new StringBuilder(HEAD);
        section(
                page,
                "Every server",
                all.stream()
                        .filter(family -> withoutALog.contains(family.name()) && isOwn(family))
                        .toList());
        section(
                page,
                "Servers with a data directory",
                all.stream()
                        .filter(family -> !withoutALog.contains(family.name()) && isOwn(family))
                        .toList());
        section(
                page,
                "Process and JVM",
                all.stream()
                        .filter(family -> !isOwn(family) && !isOfCollections(family))
                        .toList());
        page.append(COLLECTIONS).append(LABELS).append(EXCEPTIONS);
        exceptions.forEach(name -> page.append("- `").append(name).append("`\n"));
        return page.toString();
    }

    private static boolean isOwn(Exposed.Family family) {
        return family.name().startsWith("latchkey_");
    }

    /** By the beginning of the name: a summary has another metric for its maximum. */
    private static boolean isOfCollections(Exposed.Family family) {
        return AFTER_A_COLLECTION.stream().anyMatch(family.name()::startsWith);
    }

    private static void section(StringBuilder page, String title, List<Exposed.Family> families) {
        page.append("\n## ").append(title).append("\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n");
        families.forEach(family -> page.append(String.format(
                "| `%s` | %s | %s | %s |%n",
                family.name(),
                family.type(),
                family.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
                family.help())));
    }
}
