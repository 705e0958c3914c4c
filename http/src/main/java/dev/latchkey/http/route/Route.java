package dev.latchkey.http.route;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A row of the table of routes. Dispatching, the refusals, and docs/openapi.json are derived from these rows.
 *
 * @param path the path, in which <code>{name}</code> stands for one segment and, at the end, <code>{name+}</code> for all the rest
 * @param summary a phrase for the documentation
 * @param parameters the query parameters, of which no others are accepted, and the header fields that it evaluates
 * @param replies the status codes of its responses with their meaning, such as {@code "200 The value"}; problems that any route can have
 *     are not included
 */
public record Route(
        HttpMethod method,
        String path,
        RouteAccess access,
        String summary,
        List<Parameter> parameters,
        BodyKind body,
        List<String> replies,
        RouteHandler handler) {

    public Route {
        parameters = List.copyOf(parameters);
        replies = List.copyOf(replies);
    }

    /** A route that reads, for authenticated clients. */
    public static Route get(
            String path, String summary, List<Parameter> parameters, List<String> replies, RouteHandler handler) {
        return new Route(
                HttpMethod.GET, path, RouteAccess.LOGGED_IN, summary, parameters, BodyKind.NONE, replies, handler);
    }

    /** Returns this route, for clients that need not be authenticated. */
    public Route open() {
        return new Route(method, path, RouteAccess.OPEN, summary, parameters, body, replies, handler);
    }

    /** Returns this route, for users with the permission {@code admin}. */
    public Route forAdmin() {
        return new Route(method, path, RouteAccess.ADMIN, summary, parameters, body, replies, handler);
    }

    /** Returns the method and the path, such as <code>GET /v1/kv/{key}</code>. */
    public String label() {
        return method + " " + path.replace("+}", "}");
    }

    /** Returns the names of the query parameters. */
    public Set<String> queryNames() {
        return parameters.stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }
}
