package dev.latchkey.trial.faults;

/** Is told what the proxy does. Called by any thread; must not block for long. */
@FunctionalInterface
public interface FaultLog {

    FaultLog NOWHERE = (kind, begin, end) -> {};

    /**
     * A fault has happened.
     *
     * @param begin in nanoseconds of the proxy's clock
     * @param end the same as {@code begin} for what takes no time
     */
    void fired(ProxyFaultKind kind, long begin, long end);

    /** A whole request, no greeting, is about to be sent on to the server. It is for the first or for one more time. */
    default void sendingOn(byte[] request) {}
}
