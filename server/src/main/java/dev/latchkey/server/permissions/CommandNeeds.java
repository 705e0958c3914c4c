package dev.latchkey.server.permissions;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import org.jspecify.annotations.Nullable;

/** Finds what a user lacks to run a command. A command that contains another one needs what that one needs. */
final class CommandNeeds implements Command.Cases<Missing>, HistoryRead.Cases<Missing> {

    private final Permissions permissions;

    CommandNeeds(Permissions permissions) {
        this.permissions = permissions;
    }

    @Override
    public Missing get(Command.Get command) {
        return readOf(command.key());
    }

    private Missing readOf(Key key) {
        return permissions.readable.contains(key) ? Missing.NOTHING : Missing.read(key);
    }

    @Override
    public Missing put(Command.Put command) {
        Key key = command.key();
        if (permissions.writable.contains(key)) {
            return guard(command.guard());
        }
        if (!permissions.lockable.contains(key)) {
            return Missing.write(key);
        }
        return command.owner() == null ? Missing.owner(key) : guard(command.guard());
    }

    /** Why a guard needs a permission: the reply tells whether its key exists, and at which version. */
    private Missing guard(Command.@Nullable Guard guard) {
        return guard == null ? Missing.NOTHING : readOf(guard.key());
    }

    @Override
    public Missing delete(Command.Delete command) {
        Key key = command.key();
        return permissions.writable.contains(key) || permissions.lockable.contains(key)
                ? guard(command.guard())
                : Missing.write(key);
    }

    /** Finds what the first operation lacks that lacks anything. */
    @Override
    public Missing transaction(Command.Transaction command) {
        return command.operations().stream()
                .map(operation -> operation.matchOperation(operations))
                .filter(missing -> !missing.isNothing())
                .findFirst()
                .orElse(Missing.NOTHING);
    }

    private final Command.OperationCases<Missing> operations = new Command.OperationCases<>() {
        @Override
        public Missing check(Command.Check check) {
            return readOf(check.key());
        }

        @Override
        public Missing observe(Command.Observe observe) {
            return readOf(observe.key());
        }

        @Override
        public Missing unchanged(Command.Unchanged unchanged) {
            return readOf(unchanged.key());
        }

        @Override
        public Missing read(Command.Read read) {
            return readOf(read.key());
        }

        @Override
        public Missing put(Command.Put put) {
            return CommandNeeds.this.put(put);
        }

        @Override
        public Missing delete(Command.Delete delete) {
            return CommandNeeds.this.delete(delete);
        }
    };

    @Override
    public Missing listKeys(Command.ListKeys command) {
        return permissions.readable(command.prefix()).isEmpty() ? Missing.read(command.prefix()) : Missing.NOTHING;
    }

    @Override
    public Missing history(HistoryRead command) {
        return command.matchHistory(this);
    }

    @Override
    public Missing follow(HistoryRead.Follow command) {
        return eventsOf(command.prefix());
    }

    @Override
    public Missing changes(HistoryRead.Changes command) {
        return eventsOf(command.prefix());
    }

    private Missing eventsOf(Prefix prefix) {
        return permissions.followable(prefix).isEmpty() ? Missing.follow(prefix) : Missing.NOTHING;
    }

    @Override
    public Missing ofKey(HistoryRead.OfKey command) {
        return readOf(command.key());
    }

    /** Why a permission: sessions serve writes, and a server has a limited number of them. */
    Missing session() {
        return permissions.writable.isEmpty() && permissions.lockable.isEmpty() ? Missing.SESSION : Missing.NOTHING;
    }

    @Override
    public Missing renewSession(Command.RenewSession command) {
        return session();
    }

    @Override
    public Missing openSession(Command.OpenSession command) {
        return session();
    }

    @Override
    public Missing keepSession(Command.KeepSession command) {
        return session();
    }

    @Override
    public Missing closeSession(Command.CloseSession command) {
        return session();
    }

    /** Only an engine sends it. */
    @Override
    public Missing endSession(Command.EndSession command) {
        return Missing.ADMIN;
    }

    @Override
    public Missing once(Command.Once command) {
        return command.step().match(this);
    }

    @Override
    public Missing cancel(Command.Cancel command) {
        return session();
    }
}
