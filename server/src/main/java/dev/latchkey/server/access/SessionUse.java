package dev.latchkey.server.access;

import dev.latchkey.core.Command;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.session.OfSessions;
import java.util.Optional;

/** The session that a command uses; empty if it uses none that exists before it. */
final class SessionUse extends OfSessions<Optional<SessionId>> {

    private static final SessionUse INSTANCE = new SessionUse();

    private SessionUse() {}

    static Optional<SessionId> of(Command command) {
        return command.match(INSTANCE);
    }

    @Override
    protected Optional<SessionId> other(Command command) {
        return Optional.empty();
    }

    @Override
    public Optional<SessionId> put(Command.Put command) {
        return Optional.ofNullable(command.owner()).map(Command.Owner::session);
    }

    @Override
    public Optional<SessionId> renewSession(Command.RenewSession command) {
        return Optional.of(command.session());
    }

    @Override
    public Optional<SessionId> keepSession(Command.KeepSession command) {
        return Optional.of(command.session());
    }

    @Override
    public Optional<SessionId> closeSession(Command.CloseSession command) {
        return Optional.of(command.session());
    }

    @Override
    public Optional<SessionId> once(Command.Once command) {
        return Optional.of(command.session());
    }
}
