package dev.latchkey.check.format;

import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import org.jspecify.annotations.Nullable;

/** The vocabulary of a queue. */
final class QueueVocabulary implements Vocabulary<Input, Output> {

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "enqueue" -> new Input.Enqueue(Vocabulary.valueOf("enqueue", call.value()));
            case "dequeue" -> new Input.Dequeue();
            default -> throw Vocabulary.unknownCall(call, "enqueue or dequeue");
        };
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        boolean isDequeue = call.f().equals("dequeue");
        if (answer.word().equals("OK")) {
            return isDequeue ? new Output.Taken(Vocabulary.valueOf("OK to dequeue", answer.value())) : Output.DONE;
        }
        if (isDequeue && answer.word().equals("EMPTY")) {
            return Output.EMPTY;
        }
        throw Vocabulary.unknownAnswer(call, answer, isDequeue ? "OK, EMPTY" : "OK");
    }

    @Override
    public Output unanswered(Input input) {
        return Output.UNKNOWN;
    }
}
