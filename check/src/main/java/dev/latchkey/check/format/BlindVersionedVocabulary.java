package dev.latchkey.check.format;

import dev.latchkey.check.model.imported.BlindVersionedRegister.Input;
import dev.latchkey.check.model.imported.BlindVersionedRegister.Output;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a register whose writes do not name a version, but whose results may. */
final class BlindVersionedVocabulary implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "read" -> new Input.Read();
            case "write" -> new Input.Write(Vocabulary.orNothing(call.value()));
            case "cas" -> new Input.CompareAndSet(Vocabulary.orNothing(call.old()), Vocabulary.orNothing(call.value()));
            default -> throw Vocabulary.unknownCall(call, "read, write or cas");
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
        if (!answer.word().equals("OK")) {
            return Set.of();
        }
        return call.f().equals("read") ? Set.of(ModelField.V, ModelField.VER) : Set.of(ModelField.VER);
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        if (answer.word().equals("OK")) {
            return call.f().equals("read")
                    ? new Output.Held(Vocabulary.orNothing(answer.value()), answer.version())
                    : new Output.Written(answer.version());
        }
        boolean isCompare = call.f().equals("cas");
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
