package dev.latchkey.check.format;

import dev.latchkey.check.model.Mutex.Input;
import dev.latchkey.check.model.Mutex.Output;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a lock. Its owner is the value of the call, or the client if the call has no value.
 *
 * @param fenced whether a grant has a fencing token
 */
record MutexVocabulary(boolean fenced) implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        Object owner = call.value() == null ? (Object) ("client " + client) : OpaqueValue.of(call.value());
        return switch (call.f()) {
            case "acquire" -> new Input.Acquire(owner);
            case "release" -> new Input.Release(owner);
            default -> throw Vocabulary.unknownCall(call, "acquire or release");
        };
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
