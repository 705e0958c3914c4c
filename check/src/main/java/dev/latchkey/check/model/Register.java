package dev.latchkey.check.model;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.Register.Input;
import dev.latchkey.check.model.Register.Output;
import dev.latchkey.check.zones.FastChecks;
import dev.latchkey.check.zones.Word;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register with read, write and compare-and-set.
 *
 * @param initial the content before the history
 */
public record Register(Content initial) implements Model<Register.Content, Input, Output> {

    /** Creates the model of a register that is empty before the history. */
    public Register() {
        this(new Content(null));
    }

    /** The content of a register; null if it is empty. */
    public record Content(@Nullable Object value) {
        @Override
        public String toString() {
            return value == null ? "nothing" : value.toString();
        }
    }

    /** The operations of a register. */
    public sealed interface Input {

        /** Reads the content. */
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
                return "write " + new Content(value);
            }
        }

        /** Writes {@code value} if the content is {@code expected}; null stands for an empty register. */
        record CompareAndSet(
                @Nullable Object expected, @Nullable Object value) implements Input {
            @Override
            public String toString() {
                return "compare and set " + new Content(expected) + " to " + new Content(value);
            }
        }
    }

    /** The results of register operations. */
    public sealed interface Output {

        Output DONE = new Done();
        Output REFUSED = new Refused();
        Output UNKNOWN = new Unknown();

        /** The result of a read; null if the register is empty. */
        record Held(@Nullable Object value) implements Output {
            @Override
            public String toString() {
                return new Content(value).toString();
            }
        }

        /** Written. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
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
    }

    @Override
    public @Nullable Content step(Content state, Input input, Output output) {
        if (input instanceof Input.Read) {
            boolean fits = output instanceof Output.Unknown
                    || (output instanceof Output.Held held && Objects.equals(held.value(), state.value()));
            return fits ? state : null;
        }
        if (input instanceof Input.CompareAndSet compare) {
            return Objects.equals(compare.expected(), state.value())
                    ? written(compare.value(), output)
                    : kept(state, output);
        }
        return written(((Input.Write) input).value(), output);
    }

    private static @Nullable Content written(@Nullable Object value, Output output) {
        return output instanceof Output.Done || output instanceof Output.Unknown ? new Content(value) : null;
    }

    private static @Nullable Content kept(Content state, Output output) {
        return output instanceof Output.Refused || output instanceof Output.Unknown ? state : null;
    }

    /** Histories of reads and writes are checked without a search, as long as each value that is read was written once. */
    @Override
    public Judge<Input, Output> engine() {
        return FastChecks.register(initial.value(), Register::word, Judge.search(this));
    }

    private static Word word(Operation<Input, Output> operation) {
        Output output = operation.output();
        boolean isOpen = operation.end() == Operation.OPEN;
        if (operation.input() instanceof Input.Write write) {
            boolean fits = output instanceof Output.Done || output instanceof Output.Unknown;
            return fits ? Word.write(write.value()) : Word.impossible(operation);
        }
        if (operation.input() instanceof Input.CompareAndSet) {
            // An open one that was refused, if ever, changed nothing.
            return isOpen && output instanceof Output.Refused ? Word.NOTHING : Word.OTHER;
        }
        if (isOpen) {
            return Word.NOTHING;
        }
        if (output instanceof Output.Held held) {
            return Word.read(held.value());
        }
        return output instanceof Output.Unknown ? Word.OTHER : Word.impossible(operation);
    }
}
