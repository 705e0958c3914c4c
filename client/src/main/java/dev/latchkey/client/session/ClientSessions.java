package dev.latchkey.client.session;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The sessions of one client. All methods are called on the event loop. */
public final class ClientSessions {

    private final Loop loop;
    private final Link link;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final Set<ClientSession> live = new LinkedHashSet<>();
    private @Nullable StoreId store;

    /** @param link must be opened before the first session is */
    public ClientSessions(Loop loop, Link link, RandomGenerator chance, Backoff backoff) {
        this.loop = loop;
        this.link = link;
        this.chance = chance;
        this.backoff = backoff;
    }

    /** Opens a session that lasts as long as the server has it, however long no server can be reached. */
    public ClientSession open(Duration ttl, ClientSession.Listener listener) {
        return open(ttl, false, listener);
    }

    /**
     * Opens a session that also ends, with {@link SessionLoss#UNREACHABLE}, as soon as it is no longer {@linkplain ClientSession#isAlive
     * certain} that the server has it. For locks, whose holder must notice the loss itself.
     */
    public ClientSession openLeased(Duration ttl, ClientSession.Listener listener) {
        return open(ttl, true, listener);
    }

    private ClientSession open(Duration ttl, boolean endsWithLease, ClientSession.Listener listener) {
        SessionRequests requests = new SessionRequests(loop, link, chance, backoff);
        ClientSession session =
                new ClientSession(this, loop, requests, ClientConfig.requireSessionTtl(ttl), endsWithLease, listener);
        live.add(session);
        session.open();
        return session;
    }

    /** The link has become ready, for this store. */
    public void ready(StoreId seen) {
        StoreId before = store;
        store = seen;
        if (before != null && !before.equals(seen)) {
            new ArrayList<>(live).forEach(ClientSession::storeChanged);
        }
        new ArrayList<>(live).forEach(ClientSession::ready);
    }

    /** Whether a request can be sent now. */
    public boolean isReady() {
        return link.isReady();
    }

    StoreId store() {
        if (store == null) {
            throw new IllegalStateException("an answer without a store");
        }
        return store;
    }

    void remove(ClientSession session) {
        live.remove(session);
    }

    /** Ends the work for all sessions without telling the server, where they expire. */
    public void end() {
        new ArrayList<>(live).forEach(ClientSession::drop);
    }
}
