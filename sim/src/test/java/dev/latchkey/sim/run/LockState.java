package dev.latchkey.sim.run;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.Optional;

/** The lock that the tests use, looked at in the store itself. */
final class LockState {

    static final String NAME = "test";
    static final Key KEY = Key.of("lock/" + NAME);

    private LockState() {}

    /** The token of the hold that stands in the store; empty if the lock is free. */
    static Optional<Version> of(LinkWorld world) {
        return world.store.execute(new Command.Get(KEY)) instanceof Reply.Found found
                        && found.versioned().value().length() > 0
                ? Optional.of(found.versioned().version())
                : Optional.empty();
    }
}
