package dev.latchkey.sim.run;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.Optional;

/** The state of the lock that the tests use, read directly from the store. */
final class LockState {

    static final String NAME = "test";
    static final Key KEY = Key.of("lock/" + NAME);

    private LockState() {}

    /** The token of the current holder; empty if the lock is free. */
    static Optional<Version> of(LinkWorld world) {
        return world.store.execute(new Command.Get(KEY)) instanceof Reply.Found found
                        && found.versioned().value().length() > 0
                ? Optional.of(found.versioned().version())
                : Optional.empty();
    }
}
