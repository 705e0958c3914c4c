package dev.latchkey.http.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Counts of several event loops, and those that are reported before the first request. */
final class HttpStatsTest {

    private static final Route ROUTE = Route.get(
            "/v1/x/{key+}",
            "Show x",
            List.of(),
            List.of("200 It", "404 There is no x"),
            request -> Step.respond(Response.of(200)));

    /** Its thread never starts, because no task is submitted. */
    private static EventExecutor loop() {
        return new DefaultEventExecutor();
    }

    private static RouteFigures of(String route, HttpStats stats) {
        return Objects.requireNonNull(stats.read().get(route), route);
    }

    @Test
    void requestsOfAllEventLoopsAreAddedUp() {
        HttpStats stats = new HttpStats();
        LoopCounts first = stats.of(loop());
        LoopCounts second = stats.of(loop());
        assertThat(second).isNotSameAs(first);
        first.countExecuted(ROUTE, 200, 1_000);
        first.countExecuted(ROUTE, 200, 3_000);
        second.countExecuted(ROUTE, 200, 5_000);
        second.countExecuted(ROUTE, 404, 7_000);
        second.countRefused(ROUTE, 413);
        first.countRefused(null, 404);
        second.countRefused(null, 404);
        assertThat(stats.read()).containsOnlyKeys("GET /v1/x/{key}", HttpStats.UNROUTED);
        RouteFigures figures = of("GET /v1/x/{key}", stats);
        assertThat(figures.responses()).isEqualTo(Map.of("200", 3L, "404", 1L, "413", 1L));
        assertThat(figures.nanos().count()).isEqualTo(4);
        assertThat(figures.nanos().sum()).isEqualTo(16_000);
        assertThat(of(HttpStats.UNROUTED, stats).responses()).isEqualTo(Map.of("404", 2L));
        assertThat(of(HttpStats.UNROUTED, stats).nanos().count()).isZero();
    }

    @Test
    void eventLoopHasOneSetOfCounts() {
        HttpStats stats = new HttpStats();
        EventExecutor loop = loop();
        assertThat(stats.of(loop)).isSameAs(stats.of(loop));
    }

    @Test
    void statusCodesOfTheTableAreZeroBeforeTheFirstRequest() {
        HttpStats stats = new HttpStats();
        stats.serve(List.of(ROUTE));
        assertThat(of("GET /v1/x/{key}", stats).responses()).isEqualTo(Map.of("200", 0L, "404", 0L, "500", 0L));
        stats.of(loop()).countExecuted(ROUTE, 200, 1);
        assertThat(of("GET /v1/x/{key}", stats).responses()).isEqualTo(Map.of("200", 1L, "404", 0L, "500", 0L));
    }

    @Test
    void readingResetsNothing() {
        HttpStats stats = new HttpStats();
        stats.of(loop()).countExecuted(ROUTE, 200, 1);
        stats.read();
        assertThat(of("GET /v1/x/{key}", stats).responses()).isEqualTo(Map.of("200", 1L));
    }

    @Test
    void statusCodeThatIsNotExpectedIsOther() {
        RouteCounts all = new RouteCounts();
        for (ProblemType type : ProblemType.values()) {
            all.refused(type.status());
        }
        assertThat(all.read().responses()).doesNotContainKey("other");
        HttpStats stats = new HttpStats();
        LoopCounts counts = stats.of(loop());
        counts.countExecuted(ROUTE, 299, 1);
        counts.countExecuted(ROUTE, -1, 1);
        counts.countExecuted(ROUTE, 999, 1);
        assertThat(of("GET /v1/x/{key}", stats).responses()).isEqualTo(Map.of("other", 3L));
    }
}
