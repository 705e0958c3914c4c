package dev.latchkey.http.guard;

import dev.latchkey.http.message.ProblemException;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.users.Account;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cookie of the requests of one connection, and the console session that it identifies. Used on the event loop of the connection only. */
public final class ConsoleLogin {

    private final ConsoleSessions sessions;
    private final ConsoleCookie cookie;
    private final Time time;

    /** What the request presents; null if it presents no cookie. */
    private ConsoleSessions.@Nullable Token presented;

    /** The session of the request; null if it has none. */
    private ConsoleSessions.@Nullable Session session;

    /**
     * The cookies of one connection.
     *
     * @param port the port that the client has connected to
     * @param isEncrypted whether the connection uses TLS
     */
    public ConsoleLogin(ConsoleSessions sessions, int port, boolean isEncrypted, Time time) {
        this.sessions = sessions;
        this.cookie = ConsoleCookie.of(port, isEncrypted);
        this.time = time;
    }

    /** A request has arrived that presents no cookie, or something else in its place. */
    void presentNone() {
        presented = null;
        session = null;
    }

    /**
     * Returns the account of the session that a request presents; null if it presents none, or one that has ended.
     *
     * @throws ProblemException if another website sent the request. Why for reads too: a page of another port of this host is of the same
     *     site, so that the browser sends the cookie with its requests
     */
    @Nullable
    Account present(HttpHeaders headers) {
        presentNone();
        ConsoleSessions.Token token = cookie.read(headers);
        if (token == null) {
            return null;
        }
        CrossSite.check(headers);
        presented = token;
        session = sessions.use(token, time);
        return session == null ? null : session.account();
    }

    /** Whether the request was authenticated by a session that has ended since. */
    boolean isOver() {
        return session != null && session.isOver(time.nanos());
    }

    /** As {@link dev.latchkey.http.route.BrowserLogin#beginSession}. */
    Optional<String> begin(ClientState client) {
        Account account = client.account();
        if (account == null) {
            return Optional.empty();
        }
        // Why two ids: each is 128 bits of a secure source, and a guess must be hopeless even against a full table.
        ConsoleSessions.Token token =
                new ConsoleSessions.Token(client.newSession().toString() + client.newSession());
        return sessions.begin(token, account, time) ? Optional.of(cookie.set(token)) : Optional.empty();
    }

    /** As {@link dev.latchkey.http.route.BrowserLogin#endSession}. */
    String end() {
        if (presented != null) {
            sessions.end(presented);
        }
        return cookie.delete();
    }
}
