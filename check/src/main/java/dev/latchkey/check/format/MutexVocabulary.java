package dev.latchkey.check.format;

import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a lock. Its owner is the value of the call, or the client if the call has no value. A lock without owners may
 * be released by any client.
 *
 * @param fenced whether a grant has a fencing token
 * @param owned whether only the owner may release the lock
 */
record MutexVocabulary(boolean fenced, boolean owned) implements Vocabulary<Input, Output> {

    /** The owner of a lock without owners. */
    private static final String ANYONE = "anyone";

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        Object owner =
                !owned ? ANYONE : call.value() == null ? (Object) ("client " + client) : OpaqueValue.of(call.value());
        return switch (call.f()) {
            case "acquire" -> new Input.Acquire(owner);
            case "release" -> new Input.Release(owner);
            default -> throw Vocabulary.unknownCall(call, "acquire or release");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return Set.of(ModelField.V);
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        boolean isGranted =
                fenced && call.f().equals("acquire") && answer.word().equals("OK");
        return isGranted ? Set.of(ModelField.VER) : Set.of();
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        return switch (answer.word()) {
            case "OK" ->
                fenced && call.f().equals("acquire")
                        ? new Output.Granted(Vocabulary.versionOf("OK to acquire", answer.version(), 1))
                        : Output.DONE;
            case "FAIL" -> Output.REFUSED;
            default -> throw Vocabulary.unknownAnswer(call, answer, "OK, FAIL");
        };
    }

    @Override
    public Output unanswered(Input input) {
        return Output.UNKNOWN;
    }
}
