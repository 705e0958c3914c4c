package dev.latchkey.check.model.imported;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.imported.BlindVersionedRegister.Input;
import dev.latchkey.check.model.imported.BlindVersionedRegister.Output;
import dev.latchkey.check.model.imported.BlindVersionedRegister.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register whose version counts its writes, but whose writes do not name the version that they replace. Results may name the
 * version that was made or read. It is empty and at version 0 before the history. (The versioned register of jepsen-io/etcd.)
 */
public final class BlindVersionedRegister implements Model<State, Input, Output> {

    /** The result does not name a version. */
    public static final long NO_VERSION = -1;

    /** The content, null if the register is empty, and how often it was written. */
    public record State(@Nullable Object value, long version) {
        @Override
        public String toString() {
            return "version " + version + " = " + (value == null ? "nothing" : value);
        }
    }

    /** The operations of the register. */
    public sealed interface Input {

        /** Reads content and version. */
        record Read() implements Input {
            @Override
            public String toString() {
                return "read";
            }
        }

        /** Writes unconditionally; null empties the register. */
        record Write(@Nullable Object value) implements Input {
            @Override
            public String toString() {
                return "write " + value;
            }
        }

        /** Writes {@code value} if the content is {@code expected}; null stands for an empty register. */
        record CompareAndSet(
                @Nullable Object expected, @Nullable Object value) implements Input {
            @Override
            public String toString() {
                return "compare and set " + expected + " to " + value;
            }
        }
    }

    /** The results of the operations. */
    public sealed interface Output {

        Output REFUSED = new Refused();
        Output UNKNOWN = new Unknown();

        /** The result of a read. A value without a version only says what the content was; neither says that it was empty. */
        record Held(@Nullable Object value, long version) implements Output {
            @Override
            public String toString() {
                return value + at(version);
            }
        }

        /** Written. */
        record Written(long version) implements Output {
            @Override
            public String toString() {
                return "done" + at(version);
            }
        }

        /** The result of a compare-and-set that found a different content. */
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

        private static String at(long version) {
            return version == NO_VERSION ? "" : " @" + version;
        }
    }

    @Override
    public State initial() {
        return new State(null, 0);
    }

    @Override
    public @Nullable State step(State state, Input input, Output output) {
        if (input instanceof Input.Read) {
            return output instanceof Output.Unknown || (output instanceof Output.Held held && canRead(state, held))
                    ? state
                    : null;
        }
        if (input instanceof Input.CompareAndSet compare) {
            return Objects.equals(compare.expected(), state.value())
                    ? written(state, compare.value(), output)
                    : output instanceof Output.Refused || output instanceof Output.Unknown ? state : null;
        }
        return written(state, ((Input.Write) input).value(), output);
    }

    private static boolean canRead(State state, Output.Held held) {
        return Objects.equals(held.value(), state.value())
                && (held.version() == NO_VERSION || held.version() == state.version());
    }

    private static @Nullable State written(State state, @Nullable Object value, Output output) {
        long next = state.version() + 1;
        boolean fits = output instanceof Output.Unknown
                || (output instanceof Output.Written made && (made.version() == NO_VERSION || made.version() == next));
        return fits ? new State(value, next) : null;
    }
}
