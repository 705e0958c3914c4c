package dev.latchkey.client.follow;

import dev.latchkey.client.completion.CompletionExecutor;
import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionLink;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.link.Transport;
import dev.latchkey.core.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The follows of one client, on connections of their own: further connections are opened for more than 64 prefixes and for further follows
 * of the same prefix, at most {@value #CONNECTIONS_MAX}. Applications call {@link dev.latchkey.client.Latchkey#follow} instead.
 */
public final class ClientFollows {

    /** The maximum number of connections for follows. */
    public static final int CONNECTIONS_MAX = 16;

    private final Loop loop;
    private final @Nullable Transport transport;
    private final RandomGenerator chance;
    private final ClientConfig config;
    private final Executor completion;
    private final List<FollowConnection> connections = new ArrayList<>();
    private boolean closed;

    /**
     * Creates the follows of a client; nothing is opened before the first one.
     *
     * @param transport opens the connections; null for a client that cannot follow
     * @param completion the executor on which listeners are called and futures complete
     */
    public ClientFollows(
            Loop loop,
            @Nullable Transport transport,
            RandomGenerator chance,
            ClientConfig config,
            Executor completion) {
        this.loop = loop;
        this.transport = transport;
        this.chance = chance;
        this.config = config.withConnections(1);
        this.completion = CompletionExecutor.of(completion);
    }

    /** Returns a request to follow a prefix. Any thread may call this. */
    public FollowRequest request(Prefix prefix, boolean withState) {
        return new FollowRequest(this, prefix, withState);
    }

    /** Returns what wakes up those that wait for a change of a key. */
    public KeyWakeups wakeups() {
        return new KeyWakeups(loop, this);
    }

    Loop loop() {
        return loop;
    }

    Executor completion() {
        return completion;
    }

    /** Whether follows are possible at all. */
    boolean arePossible() {
        return transport != null && !closed;
    }

    /** Starts a feed on the first connection that accepts it. Called on the loop. */
    void start(Feed feed) {
        if (closed) {
            feed.end(FollowEndedException.clientClosed());
            return;
        }
        for (FollowConnection connection : connections) {
            if (connection.accepts(feed.prefix)) {
                connection.add(feed);
                return;
            }
        }
        Transport opens = transport;
        if (opens == null) {
            feed.end(new FollowEndedException(
                    Reason.REFUSED, "this client was created without a transport for follows"));
        } else if (connections.size() == CONNECTIONS_MAX) {
            feed.end(new FollowEndedException(
                    Reason.TOO_MANY,
                    "the client has " + CONNECTIONS_MAX + " connections for follows, the maximum, and none of them can"
                            + " take another follow of this prefix"));
        } else {
            connect(opens).add(feed);
        }
    }

    private FollowConnection connect(Transport opens) {
        ClientConfig reported = config.listener()
                .map(listener -> config.withListener(new FollowReports(listener)))
                .orElse(config);
        FollowConnection[] opened = new FollowConnection[1];
        FollowConnection connection = new FollowConnection(
                loop,
                new ConnectionLink(loop, opens, chance, reported),
                config.backoff(),
                chance,
                config.answerTimeout(),
                () -> unused(opened[0]));
        opened[0] = connection;
        connections.add(connection);
        connection.open();
        return connection;
    }

    private void unused(FollowConnection connection) {
        connections.remove(connection);
        connection.close(FollowEndedException.closed());
    }

    /** Ends all follows, with the reason that the client is closed, and accepts no more. Idempotent. Called on the loop. */
    public void close() {
        closed = true;
        List.copyOf(connections).forEach(connection -> connection.close(FollowEndedException.clientClosed()));
        connections.clear();
    }
}
