package dev.latchkey.check.model;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.StringMap.Input;
import dev.latchkey.check.model.StringMap.Output;
import org.jspecify.annotations.Nullable;

/** A map of strings, each empty before the history: get, put, append. (The kv model of Porcupine.) */
public final class StringMap implements Model<Strings, Input, Output> {

    /** What the map is asked. */
    public sealed interface Input {

        /** The key; a history may be divided by it. */
        String key();

        /** Reads. */
        record Get(String key) implements Input {
            @Override
            public String toString() {
                return "get " + key;
            }
        }

        /** Writes, whatever is there. */
        record Put(String key, String value) implements Input {
            @Override
            public String toString() {
                return "put " + key + " \"" + value + "\"";
            }
        }

        /** Writes at the end of what is there. */
        record Append(String key, String value) implements Input {
            @Override
            public String toString() {
                return "append " + key + " \"" + value + "\"";
            }
        }
    }

    /** What the map answers. */
    public sealed interface Output {

        Output DONE = new Done();
        Output UNKNOWN = new Unknown();

        /** To a get; empty if the key was never written. */
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

        /** No answer. */
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
            String there = state.get(input.key());
            return unknown
                            || (output instanceof Output.Value read
                                    && read.value().equals(there))
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
}
