package dev.latchkey.check.format;

import dev.latchkey.check.model.Register.Input;
import dev.latchkey.check.model.Register.Output;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a register.
 *
 * @param compares whether it supports compare-and-set
 */
record RegisterVocabulary(boolean compares) implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        if (compares && call.f().equals("cas")) {
            return new Input.CompareAndSet(Vocabulary.orNothing(call.old()), Vocabulary.orNothing(call.value()));
        }
        return switch (call.f()) {
            case "read" -> new Input.Read();
            case "write" -> new Input.Write(Vocabulary.orNothing(call.value()));
            default -> throw Vocabulary.unknownCall(call, compares ? "read, write or cas" : "read or write");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return switch (call.f()) {
            case "cas" -> Set.of(ModelField.V, ModelField.OLD);
            case "write" -> Set.of(ModelField.V);
            default -> Set.of();
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        boolean isValue = call.f().equals("read") && answer.word().equals("OK");
        return isValue ? Set.of(ModelField.V) : Set.of();
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        boolean isCompare = call.f().equals("cas");
        if (answer.word().equals("OK")) {
            return call.f().equals("read") ? new Output.Held(Vocabulary.orNothing(answer.value())) : Output.DONE;
        }
        if (isCompare && answer.word().equals("FAIL")) {
            return Output.REFUSED;
        }
        throw Vocabulary.unknownAnswer(call, answer, isCompare ? "OK, FAIL" : "OK");
    }

    @Override
    public @Nullable Output unanswered(Input input) {
        return input instanceof Input.Read ? null : Output.UNKNOWN;
    }
}
