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
public final class Sessions {

    private final Loop loop;
    private final Link link;
    private final RandomGenerator chance;
    private final Backoff backoff;
    private final Set<Session> live = new LinkedHashSet<>();
    private @Nullable StoreId store;

    /** @param link must be opened before the first session is */
    public Sessions(Loop loop, Link link, RandomGenerator chance, Backoff backoff) {
        this.loop = loop;
        this.link = link;
        this.chance = chance;
        this.backoff = backoff;
    }

    /** Opens a session that lasts as long as the server has it, however long no server can be reached. */
    public Session open(Duration ttl, Session.Listener listener) {
        return open(ttl, false, listener);
    }

    /**
     * Opens a session that also ends, with {@link SessionLoss#UNREACHABLE}, as soon as it is no longer {@linkplain Session#isAlive
     * certain} that the server has it. For locks, whose holder must notice the loss itself.
     */
    public Session openLeased(Duration ttl, Session.Listener listener) {
        return open(ttl, true, listener);
    }

    private Session open(Duration ttl, boolean endsWithLease, Session.Listener listener) {
        SessionRequests requests = new SessionRequests(loop, link, chance, backoff);
        Session session =
                new Session(this, loop, requests, ClientConfig.requireSessionTtl(ttl), endsWithLease, listener);
        live.add(session);
        session.open();
        return session;
    }

    /** The link has become ready, for this store. */
    public void ready(StoreId seen) {
        StoreId before = store;
        store = seen;
        if (before != null && !before.equals(seen)) {
            new ArrayList<>(live).forEach(Session::storeChanged);
        }
        new ArrayList<>(live).forEach(Session::ready);
    }

    /** Whether a request can be sent now. */
    boolean isReady() {
        return link.isReady();
    }

    StoreId store() {
        if (store == null) {
            throw new IllegalStateException("an answer without a store");
        }
        return store;
    }

    void remove(Session session) {
        live.remove(session);
    }

    /** Ends the work for all sessions without telling the server, where they expire. */
    public void end() {
        new ArrayList<>(live).forEach(Session::drop);
    }
}
