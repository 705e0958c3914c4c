package dev.latchkey.app.ask;

import dev.latchkey.client.link.ConnectionListener;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells the user of a command that waits for a server where it tries to connect: after a second, then once a minute. */
final class StillTrying implements ConnectionListener {

    private final Consumer<String> tell;

    /** @param tell prints a line on standard error; called by any thread */
    StillTrying(Consumer<String> tell) {
        this.tell = tell;
    }

    @Override
    public void connected(String server) {}

    @Override
    public void lost(String server, String why, int unreported) {}

    @Override
    public void unreachable(Duration time, int attempts, String failures) {
        tell.accept("still trying: " + failures);
    }
}
