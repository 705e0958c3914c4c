package dev.latchkey.client.follow;

import dev.latchkey.client.link.ConnectionListener;
import java.time.Duration;

/**
 * Reports what happens to a connection for follows to the listener of the client: losses and outages, and connects after these. The first
 * connect is not reported, because the client is connected already.
 */
final class FollowReports implements ConnectionListener {

    private static final String WHICH = " (a connection for follows)";

    private final ConnectionListener listener;
    private boolean reported;

    FollowReports(ConnectionListener listener) {
        this.listener = listener;
    }

    @Override
    public void connected(String server) {
        if (reported) {
            reported = false;
            listener.connected(server + WHICH);
        }
    }

    @Override
    public void lost(String server, String why, int unreported) {
        reported = true;
        listener.lost(server, why + WHICH, unreported);
    }

    @Override
    public void unreachable(Duration time, int attempts, String failures) {
        reported = true;
        listener.unreachable(time, attempts, failures + WHICH);
    }
}
