package dev.latchkey.check.model.imported;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.imported.RevisionedRegister.Input;
import dev.latchkey.check.model.imported.RevisionedRegister.Output;
import dev.latchkey.check.model.imported.RevisionedRegister.State;
import org.jspecify.annotations.Nullable;

/**
 * One key of a store that numbers the writes of all keys together, like etcd: every write gets a revision that is greater than that
 * of every earlier write, and the revision of a key is that of its last write. The key is absent before the history.
 *
 * <p>The revision of a write whose result is unknown is unknown too. It is determined by the first result that names it.
 */
public final class RevisionedRegister implements Model<State, Input, Output> {

    /** No revision: a write is unconditional, or a result does not name one. */
    public static final long ANY = -1;

    /**
     * The state of the key.
     *
     * @param value null if the key is absent
     * @param revision the revision of the last write, including deletes; 0 if the key was never written
     * @param known whether this is the exact revision; if not, that of the last write is greater
     */
    public record State(@Nullable Object value, long revision, boolean known) {

        boolean absent() {
            return value == null;
        }

        /** Returns whether the key may have this revision, which is 0 if it is absent. */
        boolean mayBeAt(long expected) {
            if (absent()) {
                return expected == 0;
            }
            return known ? expected == revision : expected > revision;
        }

        @Override
        public String toString() {
            String at = (known ? "revision " : "a revision after ") + revision;
            return absent() ? "absent since " + at : at + " = " + value;
        }
    }

    /** The operations on the key. */
    public sealed interface Input {

        /** Reads value and revision. */
        record Get() implements Input {
            @Override
            public String toString() {
                return "get";
            }
        }

        /**
         * Writes, or deletes the key if {@code value} is null.
         *
         * @param expected the revision that the key must have, 0 if it must be absent; {@link #ANY} if the write is unconditional
         */
        record Write(@Nullable Object value, long expected) implements Input {
            @Override
            public String toString() {
                return (value == null ? "delete" : "put " + value) + (expected == ANY ? "" : " if @" + expected);
            }
        }
    }

    /** The results of the operations. */
    public sealed interface Output {

        Output NO_KEY = new NoKey();
        Output UNKNOWN = new Unknown();

        /** The result of a get of a present key. */
        record Found(Object value, long revision) implements Output {
            @Override
            public String toString() {
                return value + " @" + revision;
            }
        }

        /** The key is absent. A write with this result did not take effect. */
        record NoKey() implements Output {
            @Override
            public String toString() {
                return "no key";
            }
        }

        /** The write took effect at this revision. */
        record Written(long revision) implements Output {
            @Override
            public String toString() {
                return "@" + revision;
            }
        }

        /** The write did not take effect, because the revision differs from the expected one. */
        record Conflict(long current) implements Output {
            @Override
            public String toString() {
                return "refused" + (current == ANY ? "" : ": @" + current);
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
        return new State(null, 0, true);
    }

    @Override
    public @Nullable State step(State state, Input input, Output output) {
        if (output instanceof Output.NoKey) {
            return state.absent() && !isAccepted(state, input) ? state : null;
        }
        if (!(input instanceof Input.Write write)) {
            return found(state, output);
        }
        if (output instanceof Output.Conflict conflict) {
            return refused(state, write, conflict.current());
        }
        boolean changes = write.value() != null || !state.absent();
        boolean fits = changes && (write.expected() == ANY || state.mayBeAt(write.expected()));
        if (output instanceof Output.Unknown) {
            return fits ? new State(write.value(), Math.max(state.revision(), write.expected()), false) : state;
        }
        return fits
                        && output instanceof Output.Written written
                        && written.revision() > Math.max(state.revision(), write.expected())
                ? new State(write.value(), written.revision(), true)
                : null;
    }

    /** Returns whether the write would take effect if the key is absent. */
    private static boolean isAccepted(State state, Input input) {
        return input instanceof Input.Write write
                && write.value() != null
                && (write.expected() == ANY || state.mayBeAt(write.expected()));
    }

    private static @Nullable State found(State state, Output output) {
        if (output instanceof Output.Found found) {
            boolean fits = found.value().equals(state.value()) && state.mayBeAt(found.revision());
            return fits ? new State(state.value(), found.revision(), true) : null;
        }
        return output instanceof Output.Unknown ? state : null;
    }

    private static @Nullable State refused(State state, Input.Write write, long current) {
        boolean mustFit = write.expected() == ANY
                || (state.known() && state.mayBeAt(write.expected()))
                || (state.absent() && write.expected() == 0);
        if (mustFit || current == write.expected()) {
            return null;
        }
        if (current == ANY) {
            return state;
        }
        return !state.absent() && state.mayBeAt(current) ? new State(state.value(), current, true) : null;
    }
}
