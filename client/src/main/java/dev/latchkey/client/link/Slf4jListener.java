package dev.latchkey.client.link;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs to SLF4J, as logger {@code dev.latchkey.client}. SLF4J is optional: only this class may name it. */
public final class Slf4jListener implements ConnectionListener {

    private final Logger log = LoggerFactory.getLogger("dev.latchkey.client");

    private Slf4jListener() {}

    /** Returns the listener, or empty if the program has no SLF4J. */
    public static Optional<ConnectionListener> find() {
        try {
            return Optional.of(new Slf4jListener());
        } catch (LinkageError e) {
            return Optional.empty(); // why any linkage error: an SLF4J too old to be used counts as none
        }
    }

    @Override
    public void connected(String server) {
        log.info("connected to {}", server);
    }

    @Override
    public void lost(String server, String why, int unreported) {
        if (unreported == 0) {
            log.warn("lost the connection to {}: {}", server, why);
        } else {
            log.warn("lost the connection to {}: {} ({} earlier losses were not logged)", server, why, unreported);
        }
    }

    @Override
    public void unreachable(Duration time, int attempts, String failures) {
        log.warn("no connection for {} s, failed attempts: {}; still trying: {}", time.toSeconds(), attempts, failures);
    }

    @Override
    public void sessionLost(String why) {
        log.warn("lost the session of the client's writes: {}", why);
    }
}
