package dev.latchkey.app.verify;

/** Is told of every fault that fired. Called by any thread; must not block. */
@FunctionalInterface
public interface FaultLog {

    FaultLog NOWHERE = (kind, begin, end) -> {};

    /**
     * A fault has happened.
     *
     * @param begin in nanoseconds of the proxy's clock
     * @param end the same as {@code begin} for what takes no time
     */
    void fired(FaultKind kind, long begin, long end);
}
