package dev.latchkey.http.route;

import dev.latchkey.http.message.Percent;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Target;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All routes. No two match the same method and path. */
public final class RouteTable {

    /** A key of arbitrary bytes may be given with either path. */
    private static final String KEYS = "/v1/kv";

    private record Row(Route route, PathPattern pattern, Set<String> queryNames) {}

    /**
     * The route of a request.
     *
     * @param variable the bytes that the variable of its path stands for
     */
    @SuppressWarnings("ArrayRecordComponent") // Why: it is passed on and never compared.
    public record Match(Route route, byte[] variable) {}

    private final List<Row> rows;

    public RouteTable(List<Route> routes) {
        rows = routes.stream()
                .map(route -> new Row(route, new PathPattern(route.path()), route.queryNames()))
                .toList();
    }

    /** Returns all routes, in the order of the documentation. */
    public List<Route> routes() {
        return rows.stream().map(Row::route).toList();
    }

    /** Returns whether everything at this path can be used without authentication. */
    public boolean isOpen(Target target) {
        List<Route> routes = atPath(path(target));
        return !routes.isEmpty() && routes.stream().allMatch(route -> route.access() == RouteAccess.OPEN);
    }

    private List<Route> atPath(String path) {
        List<Route> routes = new ArrayList<>();
        for (Row row : rows) {
            if (row.pattern.match(path) != null) {
                routes.add(row.route);
            }
        }
        return routes;
    }

    private static String path(Target target) {
        return target.path().equals(KEYS) && target.query().has("key64") ? KEYS + "/" : target.path();
    }

    /**
     * Finds the route of a request; HEAD has the route of GET.
     *
     * @throws ProblemException if there is none, or a query parameter is unknown to it
     */
    public Match find(HttpMethod method, Target target) {
        HttpMethod wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        String path = path(target);
        for (Row row : rows) {
            String variable = row.route.method().equals(wanted) ? row.pattern.match(path) : null;
            if (variable != null) {
                target.query().requireOnly(row.queryNames);
                return new Match(row.route, Percent.decode(variable));
            }
        }
        throw new ProblemException(refusal(atPath(path)));
    }

    private static Problem refusal(List<Route> atPath) {
        if (atPath.isEmpty()) {
            return Problem.notDone(ProblemType.NOT_FOUND, "the API has no resource at this path");
        }
        String methods = allowed(atPath);
        return Problem.notDone(ProblemType.METHOD_NOT_ALLOWED, "the resource supports " + methods)
                .withHeader("Allow", methods);
    }

    private static String allowed(List<Route> routes) {
        TreeSet<String> methods =
                routes.stream().map(route -> route.method().name()).collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }
}
