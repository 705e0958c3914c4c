package dev.latchkey.check.model;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.ElementSet.Input;
import dev.latchkey.check.model.ElementSet.Output;
import dev.latchkey.check.zones.FastChecks;
import dev.latchkey.check.zones.Word;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set, empty before the history. */
public final class ElementSet implements Model<SetContent, Input, Output> {

    /** The operations of a set. */
    public sealed interface Input {

        /** Adds an element. */
        record Add(Object element) implements Input {
            @Override
            public String toString() {
                return "add " + element;
            }
        }

        /** Removes an element. */
        record Remove(Object element) implements Input {
            @Override
            public String toString() {
                return "remove " + element;
            }
        }

        /** Tests for an element. */
        record Contains(Object element) implements Input {
            @Override
            public String toString() {
                return "contains " + element;
            }
        }

        /** Reads all elements. */
        record Read() implements Input {
            @Override
            public String toString() {
                return "read";
            }
        }
    }

    /** The results of set operations. */
    public sealed interface Output {

        Output DONE = new Done();
        Output UNKNOWN = new Unknown();

        /** The result of an add or remove that does not say whether the element was present before. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
            }
        }

        /** The result of contains: whether the element is present. Of add and remove: whether the set changed. */
        record Told(boolean yes) implements Output {
            @Override
            public String toString() {
                return yes ? "yes" : "no";
            }
        }

        /** The result of a read. */
        record Elements(Set<Object> elements) implements Output {
            public Elements {
                elements = Set.copyOf(elements);
            }

            @Override
            public String toString() {
                return elements.toString();
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
    public SetContent initial() {
        return SetContent.EMPTY;
    }

    @Override
    public @Nullable SetContent step(SetContent state, Input input, Output output) {
        if (input instanceof Input.Add add) {
            return changed(state, add.element(), true, output);
        }
        if (input instanceof Input.Remove remove) {
            return changed(state, remove.element(), false, output);
        }
        if (input instanceof Input.Contains contains) {
            return fits(output, state.contains(contains.element())) ? state : null;
        }
        boolean same = output instanceof Output.Unknown
                || (output instanceof Output.Elements read && state.hasExactly(read.elements()));
        return same ? state : null;
    }

    private static @Nullable SetContent changed(SetContent state, Object element, boolean in, Output output) {
        SetContent after = in ? state.with(element) : state.without(element);
        return output instanceof Output.Done || fits(output, after.size() != state.size()) ? after : null;
    }

    private static boolean fits(Output output, boolean answer) {
        return output instanceof Output.Unknown || (output instanceof Output.Told told && told.yes() == answer);
    }

    /** Histories of a set that only grows are checked without a search. */
    @Override
    public Judge<Input, Output> engine() {
        return FastChecks.set(ElementSet::word, Judge.search(this));
    }

    private static Word word(Operation<Input, Output> operation) {
        boolean isOpen = operation.end() == Operation.OPEN;
        Output output = operation.output();
        if (operation.input() instanceof Input.Add add) {
            if (output instanceof Output.Told told && !told.yes()) {
                return isOpen ? Word.NOTHING : new Word(Word.Kind.FOUND, add.element());
            }
            return output instanceof Output.Elements
                    ? Word.impossible(operation)
                    : new Word(Word.Kind.ADD, add.element());
        }
        if (isOpen && !(operation.input() instanceof Input.Remove)) {
            return Word.NOTHING;
        }
        return operation.input() instanceof Input.Read && output instanceof Output.Elements read
                ? Word.read(read.elements())
                : Word.OTHER;
    }
}
