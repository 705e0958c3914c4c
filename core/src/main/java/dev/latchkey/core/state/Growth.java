package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.session.Sessions;
import org.jspecify.annotations.Nullable;

/** Computes by how much a command would change {@link StateMachine#bytes} if it were applied now. */
final class Growth implements Command.Cases<Long> {

    private final Keyspace keys;
    private final Sessions sessions;
    private final WriteRule rule;

    Growth(Keyspace keys, Sessions sessions, WriteRule rule) {
        this.keys = keys;
        this.sessions = sessions;
        this.rule = rule;
    }

    @Override
    public Long put(Command.Put command) {
        Key key = command.key();
        int hash = keys.hashOf(key);
        Entry present = keys.get(key, hash);
        if (rule.refusal(command, present, present == null ? keys.lastVersion(key, hash) : present.version()) != null) {
            return 0L;
        }
        long owned = command.owner() == null ? 0 : costOfOwned(key);
        return owned
                - ownedNow(key)
                + (present == null
                        ? keys.growthOfCreate(key, hash, command.value())
                        : keys.growthOfOverwrite(present, command.value()));
    }

    private long ownedNow(Key key) {
        return sessions.ownerOf(key) == null ? 0 : costOfOwned(key);
    }

    private static long costOfOwned(Key key) {
        return Sessions.OWNED_KEY_COST_BYTES + (long) key.length();
    }

    @Override
    public Long delete(Command.Delete command) {
        Entry present = keys.get(command.key(), keys.hashOf(command.key()));
        return present == null || rule.refusal(command, present) != null
                ? 0L
                : keys.growthOfDelete(present) - ownedNow(command.key());
    }

    @Override
    public Long openSession(Command.OpenSession command) {
        return (long) Sessions.SESSION_COST_BYTES;
    }

    @Override
    public Long keepSession(Command.KeepSession command) {
        return 0L;
    }

    @Override
    public Long closeSession(Command.CloseSession command) {
        return end(sessions.find(command.session(), command.user()));
    }

    @Override
    public Long endSession(Command.EndSession command) {
        return end(sessions.find(command.session()));
    }

    /** A lower bound of what is freed: the tombstones of the keys take less than the keys. */
    private static long end(@Nullable Session session) {
        return session == null ? 0 : -(long) Sessions.SESSION_COST_BYTES;
    }

    @Override
    public Long once(Command.Once command) {
        Reply known = sessions.known(command);
        return known == null ? Sessions.RECORD_COST_BYTES + command.step().match(this) : 0;
    }

    @Override
    public Long cancel(Command.Cancel command) {
        return 0L;
    }

    @Override
    public Long get(Command.Get command) {
        return 0L;
    }

    @Override
    public Long renewSession(Command.RenewSession command) {
        return 0L;
    }

    @Override
    public Long listKeys(Command.ListKeys command) {
        return 0L;
    }
}
