package dev.latchkey.sim.cluster;

import dev.latchkey.core.Command;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.session.OfSessions;
import java.util.Optional;

/** The number of a step of a session, which all retries have in common. */
record OnceStep(SessionId session, long seq) {

    private static final OfSessions<Optional<OnceStep>> STEP = new OfSessions<>() {
        @Override
        protected Optional<OnceStep> other(Command command) {
            return Optional.empty();
        }

        @Override
        public Optional<OnceStep> once(Command.Once command) {
            return Optional.of(new OnceStep(command.session(), command.seq()));
        }
    };

    /** The step that a command is; empty if it is none. */
    static Optional<OnceStep> of(Command command) {
        return command.match(STEP);
    }
}
