package dev.latchkey.http.console;

import dev.latchkey.http.message.JsonBody;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.BodyKind;
import dev.latchkey.http.route.BrowserLogin;
import dev.latchkey.http.route.BrowserLogin.Means;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.RouteAccess;
import dev.latchkey.http.route.RouteHandler;
import dev.latchkey.http.route.Step;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Logs browsers in and out: a login exchanges the secret of a user for a cookie, so that the page need not keep the secret. */
public final class LoginRoutes {

    private static final String PATH = "/v1/login";

    private final boolean isRequired;

    /** @param isRequired whether the server requires a login */
    public LoginRoutes(boolean isRequired) {
        this.isRequired = isRequired;
    }

    /** Returns the routes. */
    public List<Route> all() {
        return List.of(
                Route.get(
                        PATH,
                        "Show the user of the request, and how it is authenticated",
                        List.of(),
                        List.of("200 The user"),
                        this::show),
                write(
                        HttpMethod.POST,
                        "Log in a browser: exchange the secret of a user for a cookie",
                        BodyKind.JSON,
                        List.of(
                                "204 The cookie is in Set-Cookie",
                                "400 The request is not authenticated by a secret",
                                "429 There are as many console sessions as there can be"),
                        LoginRoutes::logIn),
                write(
                        HttpMethod.DELETE,
                        "Log out a browser: end the session of its cookie",
                        BodyKind.NONE,
                        List.of("204 The session has ended"),
                        request ->
                                new Step.UseLogin(login -> Response.of(204).with("Set-Cookie", login.endSession()))));
    }

    private static Route write(
            HttpMethod method, String summary, BodyKind body, List<String> replies, RouteHandler handler) {
        return new Route(method, PATH, RouteAccess.LOGGED_IN, summary, List.of(), body, replies, handler);
    }

    private Step show(Request request) {
        return new Step.UseLogin(login -> Response.json(200, json -> {
            json.writeStringField("user", request.requester().user());
            json.writeStringField("by", login.means().name().toLowerCase(Locale.ROOT));
            json.writeBooleanField("required", isRequired);
        }));
    }

    private static Step logIn(Request request) {
        JsonBody.parse(request.body(), Set.of());
        return new Step.UseLogin(LoginRoutes::beginSession);
    }

    private static Response beginSession(BrowserLogin login) {
        if (login.means() != Means.SECRET) {
            throw ProblemException.invalid(
                    "a login presents the name and the secret of a user in the Authorization field,"
                            + " to a server that requires them");
        }
        return login.beginSession()
                .map(cookie ->
                        Response.of(204).with("Cache-Control", "no-store").with("Set-Cookie", cookie))
                .orElseGet(() -> Problem.passing(
                                ProblemType.LIMIT, "there are as many console sessions as there can be: log in later")
                        .response());
    }
}
