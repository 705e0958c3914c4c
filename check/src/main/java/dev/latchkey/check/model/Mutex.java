package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.Mutex.Input;
import dev.latchkey.check.model.Mutex.Output;
import org.jspecify.annotations.Nullable;

/**
 * A lock with one holder at a time. A fenced one gives each holder a token higher than all before.
 *
 * @param fenced whether a grant must carry a token
 */
public record Mutex(boolean fenced) implements Model<Mutex.State, Input, Output> {

    /**
     * The lock.
     *
     * @param holder null if it is free
     * @param lastToken the least that the last token may be
     */
    public record State(@Nullable Object holder, long lastToken) {
        @Override
        public String toString() {
            return (holder == null ? "free" : "held by " + holder) + " after token " + lastToken;
        }
    }

    /** What a lock is asked. */
    public sealed interface Input {

        /** Takes the lock for {@code owner}; not reentrant. */
        record Acquire(Object owner) implements Input {
            @Override
            public String toString() {
                return "acquire for " + owner;
            }
        }

        /** Gives up the lock of {@code owner}. */
        record Release(Object owner) implements Input {
            @Override
            public String toString() {
                return "release of " + owner;
            }
        }
    }

    /** What a lock answers. */
    public sealed interface Output {

        Output DONE = new Done();
        Output REFUSED = new Refused();
        Output UNKNOWN = new Unknown();

        /** Acquired (if the lock is not fenced), or released. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
            }
        }

        /** Acquired, with a token that is 1 or more. */
        record Granted(long token) implements Output {
            @Override
            public String toString() {
                return "token " + token;
            }
        }

        /** To an attempt to acquire: somebody holds it. To a release: the owner does not hold it. */
        record Refused() implements Output {
            @Override
            public String toString() {
                return "refused";
            }
        }

        /** No answer. */
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
}
