package dev.latchkey.check.format;

import dev.latchkey.check.model.ElementSet.Input;
import dev.latchkey.check.model.ElementSet.Output;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a set. */
final class SetVocabulary implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "add" -> new Input.Add(Vocabulary.valueOf("add", call.value()));
            case "remove" -> new Input.Remove(Vocabulary.valueOf("remove", call.value()));
            case "contains" -> new Input.Contains(Vocabulary.valueOf("contains", call.value()));
            case "read" -> new Input.Read();
            default -> throw Vocabulary.unknownCall(call, "add, remove, contains or read");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return call.f().equals("read") ? Set.of() : Set.of(ModelField.V);
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        return call.f().equals("read") ? Set.of(ModelField.VS) : Set.of();
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        boolean isRead = call.f().equals("read");
        boolean isContains = call.f().equals("contains");
        if (!isRead && (answer.word().equals("TRUE") || answer.word().equals("FALSE"))) {
            return new Output.Told(answer.word().equals("TRUE"));
        }
        if (!isContains && answer.word().equals("OK")) {
            return isRead ? new Output.Elements(elements(answer)) : Output.DONE;
        }
        throw Vocabulary.unknownAnswer(call, answer, isRead ? "OK" : isContains ? "TRUE, FALSE" : "OK, TRUE, FALSE");
    }

    @Override
    public @Nullable Output unanswered(Input input) {
        return input instanceof Input.Contains || input instanceof Input.Read ? null : Output.UNKNOWN;
    }

    private static Set<Object> elements(RecordedResult answer) throws NotAWordException {
        if (answer.elements() == null) {
            throw new NotAWordException("OK to read has no elements");
        }
        Set<Object> elements = new HashSet<>();
        for (String element : answer.elements()) {
            elements.add(OpaqueValue.of(element));
        }
        return elements;
    }
}
