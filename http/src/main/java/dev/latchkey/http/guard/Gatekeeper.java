package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Target;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.RouteTable;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks the head of each request, before its body is read and its route is called: {@link #target} before the client is authenticated,
 * and {@link #admit} afterwards. The order matters: a client that is not authenticated learns nothing about the routes and keys that exist.
 */
public final class Gatekeeper {

    private final AllowedHosts hosts;
    private final RouteTable routes;

    public Gatekeeper(AllowedHosts hosts, RouteTable routes) {
        this.hosts = hosts;
        this.routes = routes;
    }

    /**
     * A request that passed all checks.
     *
     * @param match its route
     */
    public record Admitted(RouteTable.Match match, Target target) {}

    /**
     * Checks what does not depend on the client, and returns the target of a request.
     *
     * @param local the address at which the connection arrived; null if it has none
     * @throws ProblemException if the request is refused
     */
    public Target target(HttpRequest head, @Nullable InetAddress local) {
        Framing.check(head);
        hosts.check(head.headers(), local);
        return Target.parse(head.uri());
    }

    /** Returns whether everything at this path can be used without authentication. */
    public boolean isOpen(Target target) {
        return routes.isOpen(target);
    }

    /**
     * Finds the route of a request whose client is authenticated, or need not be, and checks the rest of its head.
     *
     * @throws ProblemException if the request is refused
     */
    public Admitted admit(HttpRequest head, Target target) {
        if (mayHaveEffect(head.method())) {
            CrossSite.check(head.headers());
        }
        RouteTable.Match match = routes.find(head.method(), target);
        if (match.route().access() == RouteAccess.ADMIN) {
            CrossSite.check(head.headers());
        }
        checkFields(match.route(), head);
        return new Admitted(match, target);
    }

    private static boolean mayHaveEffect(HttpMethod method) {
        return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
    }

    private static void checkFields(Route route, HttpRequest head) {
        if (head.headers().contains("Idempotency-Key")) {
            throw new ProblemException(Problem.notDone(
                    ProblemType.NOT_IMPLEMENTED,
                    "Idempotency-Key is not supported; a write that names a version takes effect at most once"));
        }
        if (!hasSupportedExpectation(head)) {
            throw new ProblemException(
                    Problem.notDone(ProblemType.EXPECTATION, "the only expectation is 100-continue, in HTTP/1.1"));
        }
        checkBody(route.body(), head);
    }

    private static boolean hasSupportedExpectation(HttpRequest head) {
        return head.headers().getAll(HttpHeaderNames.EXPECT).stream()
                .allMatch(HttpHeaderValues.CONTINUE::contentEqualsIgnoreCase);
    }

    private static void checkBody(BodyKind kind, HttpRequest head) {
        if (kind == BodyKind.NONE && Framing.hasBody(head)) {
            throw bodyOfNone();
        }
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (kind.isJson() && !isJson(type)) {
            throw new ProblemException(
                    Problem.notDone(ProblemType.MEDIA_TYPE, "Content-Type must be application/json"));
        }
        requireLength(kind, Framing.declaredLength(head));
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static ProblemException bodyOfNone() {
        return ProblemException.invalid("the request has a body, and this method and resource have none");
    }

    /**
     * Checks the length of a body.
     *
     * @throws ProblemException if it is too large, or there is none
     */
    public static void requireLength(BodyKind kind, long bytes) {
        if (kind == BodyKind.NONE && bytes > 0) {
            throw bodyOfNone();
        }
        if (bytes > kind.bytesMax()) {
            throw new ProblemException(Problem.notDone(
                    ProblemType.TOO_LARGE, "the request body can have at most " + kind.bytesMax() + " bytes"));
        }
    }

    /** Returns whether the client waits for a go-ahead before it sends the body. */
    public static boolean awaitsContinue(HttpRequest head) {
        return head.headers().contains(HttpHeaderNames.EXPECT) && Framing.hasBody(head);
    }

    /** Returns whether a request has a body. */
    public static boolean hasBody(HttpRequest head) {
        return Framing.hasBody(head);
    }

    /**
     * Checks that a part of a body was parsed.
     *
     * @throws ProblemException if it was not
     */
    public static void requireParsed(DecoderResult result) {
        Framing.requireParsed(result);
    }
}
