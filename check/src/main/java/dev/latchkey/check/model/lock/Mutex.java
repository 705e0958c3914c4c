package dev.latchkey.check.model.lock;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import org.jspecify.annotations.Nullable;

/**
 * A lock with at most one holder at a time.
 *
 * @param fenced whether each grant must carry a fencing token greater than all earlier ones
 */
public record Mutex(boolean fenced) implements Model<Mutex.State, Input, Output> {

    /**
     * The state of the lock.
     *
     * @param holder null if the lock is free
     * @param lastToken a lower bound of the last token granted
     */
    public record State(@Nullable Object holder, long lastToken) {
        @Override
        public String toString() {
            return (holder == null ? "free" : "held by " + holder) + " after token " + lastToken;
        }
    }

    /** The operations of a lock. */
    public sealed interface Input {

        /** Acquires the lock for {@code owner}; not reentrant. */
        record Acquire(Object owner) implements Input {
            @Override
            public String toString() {
                return "acquire for " + owner;
            }
        }

        /** Releases the lock held by {@code owner}. */
        record Release(Object owner) implements Input {
            @Override
            public String toString() {
                return "release of " + owner;
            }
        }
    }

    /** The results of lock operations. */
    public sealed interface Output {

        Output DONE = new Done();
        Output REFUSED = new Refused();
        Output UNKNOWN = new Unknown();

        /** Acquired (only if the lock is not fenced), or released. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
            }
        }

        /** Acquired with a fencing token, at least 1. */
        record Granted(long token) implements Output {
            @Override
            public String toString() {
                return "token " + token;
            }
        }

        /** Acquire: the lock is held. Release: the owner does not hold the lock. */
        record Refused() implements Output {
            @Override
            public String toString() {
                return "refused";
            }
        }

        /** The result is unknown. */
        record Unknown() implements Output {
            @Override
            public String toString() {
                return "unknown";
            }
        }
    }

    @Override
    public State initial() {
        return new State(null, 0);
    }

    @Override
    public @Nullable State step(State state, Input input, Output output) {
        boolean possible = input instanceof Input.Acquire
                ? state.holder() == null
                : ((Input.Release) input).owner().equals(state.holder());
        if (!possible) {
            return output instanceof Output.Refused || output instanceof Output.Unknown ? state : null;
        }
        return input instanceof Input.Acquire acquire
                ? acquired(state, acquire.owner(), output)
                : released(state, output);
    }

    private @Nullable State acquired(State state, Object owner, Output output) {
        if (output instanceof Output.Granted granted) {
            return granted.token() > state.lastToken() ? new State(owner, granted.token()) : null;
        }
        if (output instanceof Output.Unknown) {
            return new State(owner, fenced ? state.lastToken() + 1 : state.lastToken());
        }
        return !fenced && output instanceof Output.Done ? new State(owner, state.lastToken()) : null;
    }

    private static @Nullable State released(State state, Output output) {
        boolean fits = output instanceof Output.Done || output instanceof Output.Unknown;
        return fits ? new State(null, state.lastToken()) : null;
    }

    @Override
    public Judge<Input, Output> engine() {
        Judge<Input, Output> search = Judge.search(this);
        return fenced ? new FencedLockCheck(search) : search;
    }
}
