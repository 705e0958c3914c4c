package dev.latchkey.app.ask;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ConnectionListener;
import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens a plain connection to the first address that answers. Tries every address of every server once; the addresses of one
 * host name share its time.
 */
final class Dialer {

    private static final Duration TELL_AFTER = Duration.ofSeconds(1);

    private final ClientConfig config;
    private final NameResolver names;
    private final Executor later;

    /** Why each attempt has failed, and the address that is being tried. Guarded by this object, like the flag. */
    private final List<String> failures = new ArrayList<>();

    private @Nullable Endpoint trying;
    private boolean over;

    /** @param later runs what it is given a second later, on another thread */
    Dialer(ClientConfig config, NameResolver names, Executor later) {
        this.config = config;
        this.names = names;
        this.later = later;
    }

    /**
     * Connects and authenticates. The listener of the configuration is told if that takes longer than a second.
     *
     * @throws IOException if no address answers, with the reason for each
     */
    PlainConnection open() throws IOException {
        config.listener().ifPresent(listener -> later.execute(() -> tell(listener)));
        try {
            for (ServerAddress server : config.servers()) {
                PlainConnection opened = open(server);
                if (opened != null) {
                    return opened;
                }
            }
        } finally {
            end();
        }
        throw new IOException(String.join("; ", failures));
    }

    private @Nullable PlainConnection open(ServerAddress server) {
        List<Endpoint> endpoints;
        try {
            endpoints = Endpoint.allOf(server, names);
        } catch (IOException e) {
            fail("cannot connect to " + server + ": " + e.getMessage());
            return null;
        }
        Duration share = config.answerTimeout().dividedBy(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            begin(endpoint);
            try {
                return PlainConnection.to(endpoint, config, share);
            } catch (IOException e) {
                fail(String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    private synchronized void begin(Endpoint endpoint) {
        trying = endpoint;
    }

    private synchronized void fail(String why) {
        trying = null;
        failures.add(why);
    }

    private synchronized void end() {
        over = true;
    }

    private synchronized void tell(ConnectionListener listener) {
        if (!over) {
            List<String> all = new ArrayList<>(failures);
            if (trying != null) {
                all.add("no reply yet from " + trying);
            }
            listener.unreachable(TELL_AFTER, failures.size(), String.join("; ", all));
        }
    }
}
