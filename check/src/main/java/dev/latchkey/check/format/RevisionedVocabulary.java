package dev.latchkey.check.format;

import dev.latchkey.check.model.imported.RevisionedRegister;
import dev.latchkey.check.model.imported.RevisionedRegister.Input;
import dev.latchkey.check.model.imported.RevisionedRegister.Output;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a key whose writes are numbered together with those of all other keys. */
final class RevisionedVocabulary implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "get" -> new Input.Get();
            case "put" -> new Input.Write(Vocabulary.valueOf("put", call.value()), expected(call));
            case "delete" -> new Input.Write(null, expected(call));
            default -> throw Vocabulary.unknownCall(call, "get, put or delete");
        };
    }

    private static long expected(RecordedCall call) {
        return call.version() == RecordedCall.NO_VERSION ? RevisionedRegister.ANY : call.version();
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return switch (call.f()) {
            case "put" -> Set.of(ModelField.V, ModelField.VER);
            case "delete" -> Set.of(ModelField.VER);
            default -> Set.of();
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        return switch (answer.word()) {
            case "OK" -> call.f().equals("get") ? Set.of(ModelField.V, ModelField.VER) : Set.of(ModelField.VER);
            case "ERRVERSION" -> Set.of(ModelField.VER);
            default -> Set.of();
        };
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        if (answer.word().equals("ERRNOKEY")) {
            return Output.NO_KEY;
        }
        if (call.f().equals("get")) {
            if (answer.word().equals("OK")) {
                return new Output.Found(
                        Vocabulary.valueOf("OK to get", answer.value()),
                        Vocabulary.versionOf("OK to get", answer.version(), 0));
            }
            throw Vocabulary.unknownAnswer(call, answer, "OK, ERRNOKEY");
        }
        return switch (answer.word()) {
            case "OK" -> new Output.Written(Vocabulary.versionOf("OK to " + call.f(), answer.version(), 0));
            case "ERRVERSION" ->
                new Output.Conflict(
                        answer.version() == RecordedCall.NO_VERSION ? RevisionedRegister.ANY : answer.version());
            default -> throw Vocabulary.unknownAnswer(call, answer, "OK, ERRVERSION, ERRNOKEY");
        };
    }

    @Override
    public @Nullable Output unanswered(Input input) {
        return input instanceof Input.Get ? null : Output.UNKNOWN;
    }
}
