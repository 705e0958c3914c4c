package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import dev.latchkey.http.routes.Api;
import dev.latchkey.http.routes.MetricsRoute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/openapi.json and the tables in docs/http.md are those of the routes and the problems; -Ddocs.rewrite writes them again. */
final class RoutesPageTest {

    private static final Path OPEN_API = Path.of("../docs/openapi.json");
    private static final Path PAGE = Path.of("../docs/http.md");

    private final HttpTalk talk = HttpTalk.open();
    private final List<Route> routes = Api.table(
                    talk.services, List.of(MetricsRoute.of(Runnable::run, "text/plain", () -> "")))
            .routes();

    private static boolean isRewriting() {
        return System.getProperty("docs.rewrite") != null;
    }

    @Test
    void openApiDescribesTheRoutes() throws IOException {
        String page = OpenApiPage.of(routes);
        if (isRewriting()) {
            Files.writeString(OPEN_API, page);
        }
        assertThat(OPEN_API).as("-Ddocs.rewrite writes it again").content().isEqualTo(page);
    }

    @Test
    void pageListsTheRoutesAndTheProblems() throws IOException {
        String page = Files.readString(PAGE);
        String listed = replaced(replaced(page, "routes", routeRows()), "problems", problemRows());
        if (isRewriting()) {
            Files.writeString(PAGE, listed);
        }
        assertThat(PAGE).as("-Ddocs.rewrite writes it again").content().isEqualTo(listed);
    }

    private static String replaced(String page, String name, String rows) {
        Pattern block = Pattern.compile("(<!-- " + name + ": -Ddocs.rewrite -->\n)(?:\\|.*\n)+");
        Matcher matcher = block.matcher(page);
        assertThat(matcher.find()).as("a table %s", name).isTrue();
        return matcher.replaceFirst("$1" + Matcher.quoteReplacement(rows));
    }

    private String routeRows() {
        return "| route | does | replies |\n|---|---|---|\n"
                + routes.stream()
                        .map(route -> "| `" + route.label() + "` | " + route.summary() + " | "
                                + String.join("; ", route.replies()) + " |\n")
                        .collect(Collectors.joining());
    }

    private static String problemRows() {
        StringBuilder rows = new StringBuilder("| type | status | meaning |\n|---|--:|---|\n");
        for (ProblemType type : ProblemType.values()) {
            rows.append("| `").append(type.uri()).append("` | ").append(type.status());
            rows.append(" | ").append(type.title()).append(" |\n");
        }
        return rows.toString();
    }

    @Test
    void routesAreDistinctAndStateWhatTheyReply() {
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            assertThat(seen.add(route.method() + " " + route.path()))
                    .as(route.path())
                    .isTrue();
            assertThat(route.replies()).isNotEmpty().allMatch(reply -> reply.matches("[2-5]\\d\\d [A-Z*].+"));
            assertThat(route.summary()).matches("[A-Z].*[^.]");
        }
    }

    @Test
    void furtherRouteIsServedAndProtectedLikeTheOthers() {
        Route metrics = Route.get(
                "/metrics",
                "Show the metrics",
                List.of(),
                List.of("200 The metrics"),
                request -> Step.respond(Response.text(200, "latchkey_up 1")));
        assertThat(new HttpTalk(talk.services, List.of(metrics)).get("/metrics").body())
                .isEqualTo("latchkey_up 1\n");
        TestServices locked = HttpTalk.withPassword().services;
        assertThat(new HttpTalk(locked, List.of(metrics)).get("/metrics").status())
                .isEqualTo(401);
    }
}
