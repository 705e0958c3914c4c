package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;

/** Computes by how much a command would change {@link Keyspace#bytes} if it were applied now. */
final class Growth implements Command.Cases<Long> {

    private final Keyspace keys;
    private final WriteRule rule;

    Growth(Keyspace keys, WriteRule rule) {
        this.keys = keys;
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
        return present == null
                ? keys.growthOfCreate(key, hash, command.value())
                : keys.growthOfOverwrite(present, command.value());
    }

    @Override
    public Long delete(Command.Delete command) {
        Entry present = keys.get(command.key(), keys.hashOf(command.key()));
        return present == null || rule.refusal(command, present) != null ? 0L : keys.growthOfDelete(present);
    }

    @Override
    public Long get(Command.Get command) {
        return 0L;
    }

    @Override
    public Long listKeys(Command.ListKeys command) {
        return 0L;
    }
}
