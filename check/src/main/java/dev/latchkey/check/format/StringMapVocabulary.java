package dev.latchkey.check.format;

import dev.latchkey.check.model.StringMap.Input;
import dev.latchkey.check.model.StringMap.Output;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a map of strings. Values must be text and never a hash, since appends concatenate them. */
final class StringMapVocabulary implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        String key = call.key() == null ? "" : call.key();
        return switch (call.f()) {
            case "get" -> new Input.Get(key);
            case "put" -> new Input.Put(key, text(call.value()));
            case "append" -> new Input.Append(key, text(call.value()));
            default -> throw Vocabulary.unknownCall(call, "get, put or append");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return call.f().equals("get") ? Set.of() : Set.of(ModelField.V);
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        return call.f().equals("get") ? Set.of(ModelField.V) : Set.of();
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        if (!answer.word().equals("OK")) {
            throw Vocabulary.unknownAnswer(call, answer, "OK");
        }
        return call.f().equals("get") ? new Output.Value(text(answer.value())) : Output.DONE;
    }

    @Override
    public @Nullable Output unanswered(Input input) {
        return input instanceof Input.Get ? null : Output.UNKNOWN;
    }

    private static String text(@Nullable String payload) throws NotAWordException {
        if (payload == null) {
            return "";
        }
        if (Payload.isBytes(payload) || Payload.isHash(payload)) {
            throw new NotAWordException("a value is not text, and append works only on text");
        }
        return Payload.text(payload);
    }
}
