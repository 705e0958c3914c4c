package dev.latchkey.trial.faults;

/** Receives the events of the proxy. Called by any thread; must not block for long. */
@FunctionalInterface
public interface FaultLog {

    FaultLog NOWHERE = (kind, begin, end) -> {};

    /**
     * Called after a fault was injected.
     *
     * @param begin in nanoseconds of the proxy's clock
     * @param end equal to {@code begin} for a fault without duration
     */
    void fired(ProxyFaultKind kind, long begin, long end);

    /** Called before a complete request, other than a greeting, is sent to the server, also for each further copy of a request. */
    default void sendingOn(byte[] request) {}
}
