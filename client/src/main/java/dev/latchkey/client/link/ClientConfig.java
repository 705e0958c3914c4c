package dev.latchkey.client.link;

import dev.latchkey.core.Command;
import dev.latchkey.tls.ClientTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The settings of a client.
 *
 * @param servers the addresses of the server. The client tries them in turn; all must lead to the same store. If one of them
 *     refuses the client, because authentication failed or because it is not a Latchkey server, operations that are waiting for
 *     their first connection fail immediately, even if another address would have accepted it
 * @param user the user to authenticate as, with {@code password}
 * @param password the password or secret to authenticate with; without one, the client does not authenticate, or only by its certificate
 * @param deadline how long an operation may take, including all retries; more than 0, at most 365 days
 * @param answerTimeout how long the oldest unanswered request of a connection may wait before the client drops the connection
 *     and retries on a new one; also bounds connecting. More than 0, at most 365 days
 * @param connections the number of connections that requests are spread over, 1 to 64
 * @param backoff the delays before a request or a connection attempt is retried
 * @param callsMax the maximum number of operations in flight; further ones fail immediately with {@code NotSentException}. It
 *     protects an overloaded server from callers that do not wait for one another: choose a number so small that the server answers
 *     the calls of all clients within {@code answerTimeout}. Otherwise requests time out although the server executes them later,
 *     and are resent
 * @param listener receives connects, losses and outages; empty to log them with SLF4J, if the program has it
 * @param executor where futures complete, which is never the event loop; empty for threads that the client creates. If it rejects
 *     a completion, for example after it was shut down, the common pool runs the completion
 * @param sessionTtl how long the server keeps the session of the client's writes after the last sign of life, which the client sends
 *     every third of that time; 1 ms to 24 h. An interruption that is longer makes writes that were sent before it {@code ErrMaybe}
 * @param tls how connections are encrypted; empty for connections without encryption
 */
public record ClientConfig(
        List<ServerAddress> servers,
        String user,
        Optional<String> password,
        Duration deadline,
        Duration answerTimeout,
        int connections,
        Backoff backoff,
        int callsMax,
        Optional<ConnectionListener> listener,
        Optional<Executor> executor,
        Duration sessionTtl,
        Optional<ClientTls> tls) {

    /** The user of a server that has a password and no users. */
    public static final String USER_DEFAULT = "default";

    private static final int CONNECTIONS_MAX = 64;
    private static final Duration DURATION_MAX = Duration.ofDays(365);

    public ClientConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server address given: at least one is required, as host:port");
        }
        requireBounded(deadline, "deadline");
        requireBounded(answerTimeout, "answerTimeout");
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException("connections must be 1 to " + CONNECTIONS_MAX + ", not " + connections);
        }
        if (callsMax < 1) {
            throw new IllegalArgumentException("callsMax must be at least 1, not " + callsMax);
        }
        requireSessionTtl(sessionTtl);
    }

    /**
     * The default settings for the server at {@code addresses}: no password, a deadline of 30 s, an answer timeout of 5 s, one
     * connection, a backoff from 10 ms to 1 s, 100,000 operations in flight, and a session time to live of 60 s.
     *
     * @param addresses one or more of host, host:port or [ipv6]:port, separated by commas
     */
    public static ClientConfig of(String addresses) {
        return new ClientConfig(
                ServerAddress.parseAll(addresses),
                USER_DEFAULT,
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                1,
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1)),
                100_000,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(60),
                Optional.empty());
    }

    /** Returns these settings with a user to authenticate as; the default is {@value #USER_DEFAULT}. */
    public ClientConfig withUser(String name) {
        return new ClientConfig(
                servers,
                name,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with a password or secret to authenticate with. */
    public ClientConfig withPassword(String secret) {
        return new ClientConfig(
                servers,
                user,
                Optional.of(secret),
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with another deadline per operation: more than 0, at most 365 days. */
    public ClientConfig withDeadline(Duration other) {
        return new ClientConfig(
                servers,
                user,
                password,
                other,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with another answer timeout: more than 0, at most 365 days. */
    public ClientConfig withAnswerTimeout(Duration other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                other,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with another number of connections, 1 to 64. */
    public ClientConfig withConnections(int other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                other,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with other delays between retries. */
    public ClientConfig withBackoff(Backoff other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                other,
                callsMax,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Returns these settings with another maximum number of operations in flight, at least 1. */
    public ClientConfig withCallsMax(int other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                other,
                listener,
                executor,
                sessionTtl,
                tls);
    }

    /** Reports connects, losses and outages to {@code other} instead of the log. */
    public ClientConfig withListener(ConnectionListener other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                Optional.of(other),
                executor,
                sessionTtl,
                tls);
    }

    /** Completes futures on {@code other}. Callbacks may block there, unless it runs them on the calling thread. */
    public ClientConfig withExecutor(Executor other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                Optional.of(other),
                sessionTtl,
                tls);
    }

    /** Returns these settings with another time to live of the session of the client's writes: 1 ms to 24 h. */
    public ClientConfig withSessionTtl(Duration other) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                other,
                tls);
    }

    /** Returns these settings with encrypted connections. The password is sent only after the certificate of the server was checked. */
    public ClientConfig withTls(ClientTls settings) {
        return new ClientConfig(
                servers,
                user,
                password,
                deadline,
                answerTimeout,
                connections,
                backoff,
                callsMax,
                listener,
                executor,
                sessionTtl,
                Optional.of(settings));
    }

    /** Checks that a duration is positive and small enough to be counted in nanoseconds. */
    public static Duration requireBounded(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(
                    name + " must be more than 0 and at most " + DURATION_MAX.toDays() + " days, not " + duration);
        }
        return duration;
    }

    /** Checks that the time to live of a session is 1 ms to 24 h. */
    public static Duration requireSessionTtl(Duration ttl) {
        Duration max = Duration.ofMillis(Command.OpenSession.TTL_MILLIS_MAX);
        if (ttl.compareTo(Duration.ofMillis(1)) < 0 || ttl.compareTo(max) > 0) {
            throw new IllegalArgumentException("time to live of a session must be 1 ms to 24 h, not " + ttl);
        }
        return ttl;
    }

    /** Does not include the password. */
    @Override
    public String toString() {
        return "ClientConfig[servers=" + servers + ", deadline=" + deadline + ", answerTimeout=" + answerTimeout
                + ", connections=" + connections + "]";
    }
}
