package dev.latchkey.test;

/**
 * What kind of server a test needs.
 *
 * @param durable whether the store survives {@link LatchkeyServer#crashAndRestart}, on a disk in memory that loses what was not fsynced.
 *     It keeps everything that was ever written in memory. Otherwise the store is gone after a crash, as with {@code latchkey serve
 *     --memory}
 * @param leases how the clock of leases runs
 */
public record ServerOptions(boolean durable, Leases leases) {

    /** A server in memory, whose leases are advanced by hand. */
    public static final ServerOptions DEFAULT = new ServerOptions(false, Leases.BY_HAND);

    /** Returns these options with a durable store. */
    public ServerOptions withDurableStore() {
        return new ServerOptions(true, leases);
    }

    /** Returns these options with another clock of leases. */
    public ServerOptions withLeases(Leases other) {
        return new ServerOptions(durable, other);
    }
}
