package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * One step of a random walk. A write names the version it expects by its distance from the one the key has, because a number
 * drawn blindly would nearly always be refused.
 */
sealed interface Step {

    /** The command that this step is, when the store is in the state of {@code store}. */
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

    /** What a write expects. */
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
