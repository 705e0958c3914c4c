package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * One step of a random walk. A write gives its expected version relative to the current version of the key, because a random
 * number would almost always be refused.
 */
sealed interface Step {

    /** Returns the command of this step for the current state of {@code store}. */
    Command resolve(NaiveStore store);

    record Get(Key key) implements Step {
        @Override
        public Command resolve(NaiveStore store) {
            return new Command.Get(key);
        }
    }

    record Put(Key key, Value value, Expectation expectation) implements Step {
        @Override
        public Command resolve(NaiveStore store) {
            return new Command.Put(key, value, Version.of(expectation.version(store.currentVersion(key))));
        }
    }

    record Delete(Key key, Expectation expectation) implements Step {
        @Override
        public Command resolve(NaiveStore store) {
            return new Command.Delete(key, Version.of(Math.max(1, expectation.version(store.currentVersion(key)))));
        }
    }

    record ListKeys(Prefix prefix, @Nullable Key after, int limit, boolean values) implements Step {
        @Override
        public Command resolve(NaiveStore store) {
            return new Command.ListKeys(prefix, after, limit, values);
        }
    }

    /** The expected version of a write. */
    enum Expectation {
        CURRENT,
        ABSENT,
        ONE_LESS,
        ONE_MORE;

        long version(long current) {
            return switch (this) {
                case CURRENT -> current;
                case ABSENT -> 0;
                case ONE_LESS -> Math.max(0, current - 1);
                case ONE_MORE -> current + 1;
            };
        }
    }
}
