package dev.latchkey.check.format;

import dev.latchkey.check.model.Mutex.Input;
import dev.latchkey.check.model.Mutex.Output;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a lock. Its owner is the value of the call, or the client if the call has no value.
 *
 * @param fenced whether a grant has a fencing token
 */
record MutexWords(boolean fenced) implements Words<Input, Output> {

    @Override
    public Input input(int client, Call call) throws NotAWordException {
        Object owner = call.value() == null ? (Object) ("client " + client) : Value.of(call.value());
        return switch (call.f()) {
            case "acquire" -> new Input.Acquire(owner);
            case "release" -> new Input.Release(owner);
            default -> throw Words.unknownCall(call, "acquire or release");
        };
    }

    @Override
    public @Nullable Output output(Call call, Answer answer) throws NotAWordException {
        return switch (answer.word()) {
            case "OK" ->
                fenced && call.f().equals("acquire")
                        ? new Output.Granted(Words.versionOf("OK to acquire", answer.version(), 1))
                        : Output.DONE;
            case "FAIL" -> Output.REFUSED;
            default -> throw Words.unknownAnswer(call, answer, "OK, FAIL");
        };
    }

    @Override
    public Output unanswered(Input input) {
        return Output.UNKNOWN;
    }
}
