package dev.latchkey.test;

/** How the clock runs by which the server ends sessions and, with them, locks. */
public enum Leases {

    /**
     * The clock stands still except for {@link LatchkeyServer#advance}: no session expires by itself, however slow the machine is or
     * however long a debugger stops the test. The client still counts with its own clocks; see {@link LatchkeyServer#advance}.
     */
    BY_HAND,

    /** The clock runs with that of the machine, as that of a real server, and {@link LatchkeyServer#advance} adds to it. */
    REAL_TIME
}
