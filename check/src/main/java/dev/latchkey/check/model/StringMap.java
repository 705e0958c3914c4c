package dev.latchkey.check.model;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.StringMap.Input;
import dev.latchkey.check.model.StringMap.Output;
import dev.latchkey.check.zones.FastChecks;
import dev.latchkey.check.zones.Word;
import org.jspecify.annotations.Nullable;

/** A map of strings with get, put and append. Every key is the empty string before the history. (The kv model of Porcupine.) */
public final class StringMap implements Model<Strings, Input, Output> {

    /** The operations of the map. */
    public sealed interface Input {

        /** The key. A history may be partitioned by it. */
        String key();

        /** Reads the value of a key. */
        record Get(String key) implements Input {
            @Override
            public String toString() {
                return "get " + key;
            }
        }

        /** Writes unconditionally. */
        record Put(String key, String value) implements Input {
            @Override
            public String toString() {
                return "put " + key + " \"" + value + "\"";
            }
        }

        /** Appends to the current value. */
        record Append(String key, String value) implements Input {
            @Override
            public String toString() {
                return "append " + key + " \"" + value + "\"";
            }
        }
    }

    /** The results of map operations. */
    public sealed interface Output {

        Output DONE = new Done();
        Output UNKNOWN = new Unknown();

        /** The result of a get; empty if the key was never written. */
        record Value(String value) implements Output {
            @Override
            public String toString() {
                return "\"" + value + "\"";
            }
        }

        /** Written. */
        record Done() implements Output {
            @Override
            public String toString() {
                return "done";
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
    public Strings initial() {
        return Strings.NONE;
    }

    @Override
    public @Nullable Strings step(Strings state, Input input, Output output) {
        boolean unknown = output instanceof Output.Unknown;
        if (input instanceof Input.Get) {
            String current = state.get(input.key());
            return unknown
                            || (output instanceof Output.Value read
                                    && read.value().equals(current))
                    ? state
                    : null;
        }
        if (!unknown && !(output instanceof Output.Done)) {
            return null;
        }
        return input instanceof Input.Append append
                ? state.with(append.key(), state.get(append.key()) + append.value())
                : state.with(input.key(), ((Input.Put) input).value());
    }

    /** Most histories are checked without a search. */
    @Override
    public Judge<Input, Output> engine() {
        return FastChecks.strings(Input::key, StringMap::word, Judge.search(this));
    }

    private static Word word(Operation<Input, Output> operation) {
        Output output = operation.output();
        boolean isWritten = output instanceof Output.Done || output instanceof Output.Unknown;
        if (operation.input() instanceof Input.Put put && isWritten) {
            return Word.write(put.value());
        }
        if (operation.input() instanceof Input.Append append && isWritten) {
            return new Word(Word.Kind.APPEND, append.value());
        }
        if (operation.end() == Operation.OPEN) {
            return Word.NOTHING;
        }
        if (operation.input() instanceof Input.Get && output instanceof Output.Value read) {
            return Word.read(read.value());
        }
        return operation.input() instanceof Input.Get && output instanceof Output.Unknown
                ? Word.OTHER
                : Word.impossible(operation);
    }
}
