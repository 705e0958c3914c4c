package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Calls;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionLink;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.Transport;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.client.session.ClientSession;
import dev.latchkey.client.session.ClientSessions;
import dev.latchkey.sim.world.SimulatedClient;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Opens leased sessions, and writes in them, over a connection of its own in the process of a client, as a lock does. */
final class SessionClient {

    private final ClientSessions sessions;
    private final Calls calls;
    private final AsyncClerk clerk;

    SessionClient(SimulatedClient client, Transport transport, RandomGenerator chance, ClientConfig config) {
        Link link = new ConnectionLink(client.process(), transport, chance, config);
        sessions = new ClientSessions(client.process(), link, chance, config.backoff());
        calls = new Calls(client.process(), link, sessions, chance, config.backoff(), config.callsMax());
        clerk = new AsyncClerk(calls, new CallOptions(null, null, Runnable::run, chance));
        client.process().execute(calls::open);
    }

    ClientSession open(Duration ttl, ClientSession.Listener listener) {
        return sessions.openLeased(ttl, listener);
    }

    /** Its calls have no deadline, and its writes are sent in no session unless they are numbered by one. */
    AsyncClerk clerk() {
        return clerk;
    }

    /** Ends everything without notifying the server. */
    void close() {
        calls.close();
    }
}
