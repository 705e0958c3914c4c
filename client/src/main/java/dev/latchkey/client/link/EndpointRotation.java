package dev.latchkey.client.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The order in which one connection tries the addresses of the servers: all addresses of a server, then those of the next, in
 * rounds. The addresses are looked up when the server's turn comes, in every round, so that a change of a name is noticed. Used
 * on the loop; at most one {@link #next} at a time.
 */
final class EndpointRotation {

    private final Loop loop;
    private final Transport transport;
    private final List<ServerAddress> servers;
    private final Duration lookUpMax;
    private final Deque<Endpoint> left = new ArrayDeque<>();
    private int nextServer;
    private int ofServer = 1;

    /** @param lookUpMax how long looking up the addresses of one server may take */
    EndpointRotation(Loop loop, Transport transport, List<ServerAddress> servers, Duration lookUpMax) {
        this.loop = loop;
        this.transport = transport;
        this.servers = servers;
        this.lookUpMax = lookUpMax;
    }

    /** The number of addresses of the server whose turn it is. */
    int ofServer() {
        return ofServer;
    }

    /** Reports the next address, or why a server has none: during this call, or later on the loop. */
    void next(Step step) {
        Endpoint next = left.pollFirst();
        if (next != null) {
            step.to(next);
            return;
        }
        ServerAddress server = servers.get(nextServer);
        nextServer = (nextServer + 1) % servers.size();
        LookUp begun = new LookUp(server, step);
        transport.resolve(server, begun);
        begun.limit();
    }

    /** Receives the next address. */
    interface Step {

        void to(Endpoint endpoint);

        /** The addresses of {@code server} are known, and replace those known before. {@link #to} follows. */
        void resolved(ServerAddress server, List<Endpoint> endpoints);

        void noAddress(ServerAddress server, String why);
    }

    /** One lookup, which ends with its result or when its time is over, whichever is first. */
    private final class LookUp implements Transport.Resolution {

        private final ServerAddress server;
        private final Step step;
        private Loop.Alarm alarm = () -> {};
        private boolean over;

        LookUp(ServerAddress server, Step step) {
            this.server = server;
            this.step = step;
        }

        void limit() {
            if (!over) {
                alarm = loop.schedule(
                        lookUpMax.toNanos(),
                        () -> failed("the host name was not resolved within " + lookUpMax.toMillis() + " ms"));
            }
        }

        @Override
        public void found(List<Endpoint> endpoints) {
            if (ends()) {
                ofServer = endpoints.size();
                left.addAll(endpoints);
                step.resolved(server, endpoints);
                step.to(left.removeFirst());
            }
        }

        @Override
        public void failed(String why) {
            if (ends()) {
                step.noAddress(server, why);
            }
        }

        private boolean ends() {
            boolean first = !over;
            over = true;
            alarm.cancel();
            return first;
        }
    }
}
