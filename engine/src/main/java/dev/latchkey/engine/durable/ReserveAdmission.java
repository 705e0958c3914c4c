package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.engine.session.OfSessions;

/**
 * Decides which writes may use the reserve of a full disk: those that {@linkplain Command.Write#mayUseReserve say so}, of which new
 * sessions are limited in number. For the commit leader.
 */
final class ReserveAdmission {

    /** Sessions that are opened while the disk is full. */
    static final int OPENED_MAX = 1_000;

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

    /** The disk has free space again. */
    void reset() {
        opened = 0;
    }

    /** Whether {@code write} may use the reserve; counts it if it opens a session. */
    boolean admits(Command.Write write) {
        return write.match(OPENS) ? opened++ < OPENED_MAX : write.mayUseReserve();
    }
}
