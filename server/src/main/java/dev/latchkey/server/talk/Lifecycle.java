package dev.latchkey.server.talk;

/** The current {@link Stage} of a connection, which only ever advances. Used on the connection's thread only. */
final class Lifecycle {

    private Stage stage = Stage.TALKING;
    private boolean stopping;

    Stage stage() {
        return stage;
    }

    /** Moves to {@code next} unless the connection has reached that stage or a later one already. */
    void advanceTo(Stage next) {
        if (next.compareTo(stage) > 0) {
            stage = next;
        }
    }

    boolean acceptsRequests() {
        return stage.compareTo(Stage.DRAINING) < 0;
    }

    /** The server shuts down: requests do not wait for events any more. */
    void stop() {
        stopping = true;
    }

    /** Whether a request may wait for an event. */
    boolean mayWait() {
        return !stopping;
    }
}
