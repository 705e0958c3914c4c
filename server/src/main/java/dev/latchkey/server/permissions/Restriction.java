package dev.latchkey.server.permissions;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.engine.session.OfSessions;

/** Leaves out of a command that reads several keys those that the user may not see; other commands stay as they are. */
final class Restriction extends OfSessions<Command> {

    private final Permissions permissions;

    Restriction(Permissions permissions) {
        this.permissions = permissions;
    }

    @Override
    protected Command other(Command command) {
        return command;
    }

    @Override
    public Command listKeys(Command.ListKeys command) {
        return command.only(permissions.readable(command.prefix()));
    }

    @Override
    public Command history(HistoryRead command) {
        return command.matchHistory(new HistoryRead.Cases<>() {
            @Override
            public Command follow(HistoryRead.Follow follow) {
                return follow;
            }

            @Override
            public Command changes(HistoryRead.Changes changes) {
                return changes.only(permissions.followable(changes.prefix()));
            }

            @Override
            public Command ofKey(HistoryRead.OfKey ofKey) {
                return ofKey;
            }
        });
    }
}
