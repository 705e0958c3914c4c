package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.engine.session.OfSessions;

/**
 * Decides which writes may use the reserve of a full disk: those that {@link Command.Write#mayUseReserve say so}, but only a limited
 * number of new sessions. For the commit leader.
 */
public final class ReserveAdmission {

    /** Sessions that are opened while the disk is full. */
    public static final int OPENED_MAX = 1_000;

    private static final OfSessions<Boolean> OPENS = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean openSession(Command.OpenSession command) {
            return true;
        }
    };

    private int opened;

    /** Whether {@code write} opens a session. */
    static boolean opensSession(Command.Write write) {
        return write.match(OPENS);
    }

    /** The disk has free space again. */
    public void reset() {
        opened = 0;
    }

    /** Whether {@code write} may use the reserve; counts it if it opens a session. */
    public boolean admits(Command.Write write) {
        return write.mayUseReserve() && (!opensSession(write) || opened++ < OPENED_MAX);
    }
}
