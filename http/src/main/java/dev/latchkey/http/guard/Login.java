package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.route.BrowserLogin;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.LoginVerdict;
import dev.latchkey.server.verbs.Presented;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the requests of one connection. Each presents the name and the secret of a user in the Basic scheme, or the secret of the
 * user {@code default} as a bearer token, or the cookie of a console session; a request that presents nothing is one of the user whom the
 * certificate of the client identifies. Used on the event loop of the connection only.
 */
public final class Login implements BrowserLogin {

    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";
    private static final String BEARER_CHALLENGE = "Bearer realm=\"latchkey\"";
    private static final String CHALLENGE = "Basic realm=\"latchkey\", charset=\"UTF-8\", " + BEARER_CHALLENGE;
    private static final byte[] DEFAULT_USER = "default".getBytes(StandardCharsets.US_ASCII);

    /** What stands for credentials that cannot be read: no user has this name. */
    private static final Presented NOBODY = new Presented(new byte[0], new byte[0]);

    private final Logins logins;
    private final ClientState client;
    private final Executor home;
    private final ConsoleLogin console;
    private Means means = Means.NONE;

    /** What a request is told that is not authenticated. */
    private String challenge = CHALLENGE;

    private boolean isClosed;

    /** @param home runs tasks on the event loop of the connection */
    public Login(Logins logins, ClientState client, Executor home, ConsoleLogin console) {
        this.logins = logins;
        this.client = client;
        this.home = home;
        this.console = console;
    }

    /**
     * Authenticates the client as the user of a request. Calls {@code whenDone} exactly once, immediately or later, unless {@link #close} is
     * called before: with the problem because of which the request is refused, or null.
     */
    public void begin(HttpHeaders headers, Consumer<@Nullable Problem> whenDone) {
        List<String> given = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        // Why: to a challenge in the Basic scheme, a browser opens a dialog of its own instead of passing the response
        // to the page.
        challenge = headers.contains("X-Requested-With") ? BEARER_CHALLENGE : CHALLENGE;
        means = given.isEmpty() ? Means.NONE : Means.SECRET;
        console.presentNone();
        if (!logins.credentials().isRequired()) {
            means = Means.NONE;
            whenDone.accept(null);
        } else if (given.isEmpty()) {
            whenDone.accept(withoutSecret(headers));
        } else if (!client.passwords().mayTry()) {
            whenDone.accept(Problem.passing(
                    ProblemType.LIMIT, "too many failed logins from this address: repeat the request later"));
        } else {
            check(given.size() == 1 ? presented(given.get(0)) : null, whenDone);
        }
    }

    /** Authenticates the client by the cookie of the request, or else by the certificate of the client. */
    private @Nullable Problem withoutSecret(HttpHeaders headers) {
        Account account;
        try {
            account = console.present(headers);
        } catch (ProblemException e) {
            return e.problem();
        }
        if (account == null) {
            means = Means.CERTIFICATE;
            return client.logOut() ? null : nothingPresented();
        }
        means = Means.COOKIE;
        boolean isNew = client.account() != account;
        if (!client.logIn(account)) {
            return Problem.passing(ProblemType.LIMIT, Logins.tooManyConnections(latin1(account.name())));
        }
        if (isNew && account.isOfFile()) {
            logins.audit().login(client.source(), "cookie");
        }
        return null;
    }

    @Override
    public Means means() {
        return means;
    }

    @Override
    public Optional<String> beginSession() {
        return console.begin(client);
    }

    @Override
    public String endSession() {
        return console.end();
    }

    /** Whether the request was authenticated by a console session that has ended since. */
    public boolean isSessionOver() {
        return console.isOver();
    }

    private Problem nothingPresented() {
        return unauthenticated(
                "present the name and the secret of a user in the Authorization field, in the Basic scheme, or"
                        + " the secret of the user default as a bearer token");
    }

    /** @param presented what the client presents, or null if it cannot be read */
    private void check(@Nullable Presented presented, Consumer<@Nullable Problem> whenDone) {
        if (presented == null) {
            whenDone.accept(admit(NOBODY, LoginVerdict.WRONG));
            return;
        }
        LoginVerdict known = logins.check(presented.user(), presented.secret());
        if (known.check() == null) {
            whenDone.accept(admit(presented, known));
            return;
        }
        boolean begun = logins.begin(known.check(), home, outcome -> {
            if (!isClosed) {
                whenDone.accept(admit(presented, outcome));
            }
        });
        if (!begun) {
            whenDone.accept(Problem.passing(ProblemType.LIMIT, Logins.TOO_MANY_CHECKS));
        }
    }

    /** Why not again for the same user: the audit log lists each login, and not each request. */
    private @Nullable Problem admit(Presented presented, LoginVerdict outcome) {
        if (outcome.account() != null && outcome.account() == client.account()) {
            return null;
        }
        return switch (logins.admit(client, presented.user(), outcome)) {
            case ADMITTED -> null;
            case WRONG -> unauthenticated("the user does not exist or the secret is wrong");
            case TOO_MANY_CONNECTIONS ->
                Problem.passing(ProblemType.LIMIT, Logins.tooManyConnections(presented.user()));
        };
    }

    private static @Nullable Presented presented(String authorization) {
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return new Presented(DEFAULT_USER, latin1(authorization.substring(BEARER.length())));
        }
        return scheme.startsWith(BASIC) ? basic(authorization.substring(BASIC.length())) : null;
    }

    private static @Nullable Presented basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? null
                    : new Presented(latin1(pair.substring(0, colon)), latin1(pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Problem unauthenticated(String detail) {
        return Problem.notDone(ProblemType.UNAUTHENTICATED, detail).withHeader("WWW-Authenticate", challenge);
    }

    /** The connection is closed: a secret that is being checked authenticates no one. */
    public void close() {
        isClosed = true;
    }
}
