package dev.latchkey.trial.faults;

import dev.latchkey.client.link.Endpoint;
import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connects to the servers at every address of their names. Stays with an address while it answers, and goes on to the next after
 * a failure. Looks the names up for each connection.
 */
final class RotatingUpstream implements Upstream {

    private final List<ServerAddress> servers;
    private final int millisMax;
    private final NameResolver names;

    /** The position of the address to try first. */
    private final AtomicInteger current = new AtomicInteger();

    /** An address, and how long connecting to it may take. */
    private record Candidate(Endpoint endpoint, int millisMax) {}

    RotatingUpstream(List<ServerAddress> servers, int millisMax, NameResolver names) {
        this.servers = servers;
        this.millisMax = millisMax;
        this.names = names;
    }

    @Override
    public Socket connect() throws IOException {
        List<String> failures = new ArrayList<>();
        List<Candidate> all = candidates(failures);
        for (int i = 0; i < all.size(); i++) {
            int position = current.get();
            Candidate candidate = all.get(Math.floorMod(position, all.size()));
            try {
                return connected(candidate);
            } catch (IOException e) {
                failures.add(candidate.endpoint() + ": " + e.getMessage());
                current.compareAndSet(position, position + 1); // why: another thread may have gone on already
            }
        }
        throw new IOException("cannot connect to " + String.join("; ", failures));
    }

    @Override
    public void unanswered() {
        current.incrementAndGet();
    }

    private List<Candidate> candidates(List<String> failures) {
        List<Candidate> all = new ArrayList<>();
        for (ServerAddress server : servers) {
            try {
                List<Endpoint> found = Endpoint.allOf(server, names);
                int share = Math.max(1, millisMax / found.size());
                found.forEach(endpoint -> all.add(new Candidate(endpoint, share)));
            } catch (IOException e) {
                failures.add(server + ": " + e.getMessage());
            }
        }
        return all;
    }

    private static Socket connected(Candidate candidate) throws IOException {
        Socket socket = new Socket();
        try {
            Endpoint endpoint = candidate.endpoint();
            socket.connect(
                    new InetSocketAddress(endpoint.ip(), endpoint.server().port()), candidate.millisMax());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
