package dev.latchkey.client.link;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a client reaches its server.
 *
 * @param servers where the server may be; they are tried in turn, and all must lead to the same store. Once one of them refuses
 *     us, for want of a login or because it is no Latchkey server, operations that wait for a connection fail at once, even if
 *     another would have taken us
 * @param password what to log in with
 * @param deadline how long an operation may take, all its sends together
 * @param answerTimeout how long the oldest unanswered request of a connection may wait before the connection is given up
 * @param connections over how many connections requests are spread
 * @param backoff how long to wait before sending or connecting again
 * @param callsMax the most operations under way at once; one more is refused at once
 * @param executor where futures complete, never on the network's thread; empty: threads of the client's own
 */
public record ClientConfig(
        List<ServerAddress> servers,
        Optional<String> password,
        Duration deadline,
        Duration answerTimeout,
        int connections,
        Backoff backoff,
        int callsMax,
        Optional<Executor> executor) {

    private static final int CONNECTIONS_MAX = 64;
    private static final Duration DURATION_MAX = Duration.ofDays(365);

    public ClientConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server is named: at least one is needed, as host:port");
        }
        requireBounded(deadline, "deadline");
        requireBounded(answerTimeout, "answerTimeout");
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new IllegalArgumentException("connections " + connections + " is not one of 1 to " + CONNECTIONS_MAX);
        }
        if (callsMax < 1) {
            throw new IllegalArgumentException("callsMax " + callsMax + " is less than 1");
        }
    }

    /** The usual settings for the server or servers in {@code addresses}: host, host:port or [ipv6]:port, with commas between. */
    public static ClientConfig of(String addresses) {
        return new ClientConfig(
                ServerAddress.parseAll(addresses),
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                1,
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1)),
                100_000,
                Optional.empty());
    }

    public ClientConfig withPassword(String secret) {
        return new ClientConfig(
                servers, Optional.of(secret), deadline, answerTimeout, connections, backoff, callsMax, executor);
    }

    public ClientConfig withDeadline(Duration other) {
        return new ClientConfig(servers, password, other, answerTimeout, connections, backoff, callsMax, executor);
    }

    public ClientConfig withAnswerTimeout(Duration other) {
        return new ClientConfig(servers, password, deadline, other, connections, backoff, callsMax, executor);
    }

    public ClientConfig withConnections(int other) {
        return new ClientConfig(servers, password, deadline, answerTimeout, other, backoff, callsMax, executor);
    }

    public ClientConfig withBackoff(Backoff other) {
        return new ClientConfig(servers, password, deadline, answerTimeout, connections, other, callsMax, executor);
    }

    public ClientConfig withCallsMax(int other) {
        return new ClientConfig(servers, password, deadline, answerTimeout, connections, backoff, other, executor);
    }

    /** Completes futures on {@code other}. What runs there may wait, unless it is the caller's own thread. */
    public ClientConfig withExecutor(Executor other) {
        return new ClientConfig(
                servers, password, deadline, answerTimeout, connections, backoff, callsMax, Optional.of(other));
    }

    /** A duration that can be counted in nanoseconds, and waited for. */
    public static Duration requireBounded(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(
                    name + " " + duration + " is not more than 0 and at most " + DURATION_MAX.toDays() + " days");
        }
        return duration;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "ClientConfig[servers=" + servers + ", deadline=" + deadline + ", answerTimeout=" + answerTimeout
                + ", connections=" + connections + "]";
    }
}
