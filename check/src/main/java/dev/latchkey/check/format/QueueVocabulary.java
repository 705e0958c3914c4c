package dev.latchkey.check.format;

import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a queue. A drain dequeues any number of elements, not atomically: it is checked as that many dequeues, each of
 * which took effect at some time during the drain. That the queue was empty afterwards is not assumed.
 */
final class QueueVocabulary implements Vocabulary<Input, Output> {

    private static final String DRAIN = "drain";

    @Override
    public List<RecordedOperation> expanded(RecordedOperation operation) {
        RecordedResult answer = operation.answer();
        List<String> elements = answer == null ? null : answer.elements();
        boolean isDrained = operation.call().f().equals(DRAIN)
                && answer != null
                && answer.word().equals("OK")
                && ModelField.unused(operation.call(), Set.of()) == null
                && ModelField.unused(answer, Set.of(ModelField.VS)) == null;
        return isDrained && elements != null ? dequeues(operation, elements) : List.of(operation);
    }

    private static List<RecordedOperation> dequeues(RecordedOperation drain, List<String> elements) {
        List<RecordedOperation> dequeues = new ArrayList<>();
        RecordedCall dequeue = RecordedCall.of("dequeue").key(drain.call().key());
        for (String element : elements) {
            dequeues.add(RecordedOperation.unanswered(drain.line(), drain.client(), drain.called(), dequeue)
                    .answered(drain.returned(), RecordedResult.of("OK").value(element)));
        }
        return dequeues;
    }

    @Override
    public Input input(int client, RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "enqueue" -> new Input.Enqueue(Vocabulary.valueOf("enqueue", call.value()));
            case "dequeue" -> new Input.Dequeue();
            case DRAIN -> new Input.Drain();
            default -> throw Vocabulary.unknownCall(call, "enqueue, dequeue or drain");
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return call.f().equals("enqueue") ? Set.of(ModelField.V) : Set.of();
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        boolean isTaken = call.f().equals("dequeue") && answer.word().equals("OK");
        return isTaken ? Set.of(ModelField.V) : Set.of();
    }

    @Override
    public @Nullable Output output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        boolean isDequeue = call.f().equals("dequeue");
        if (call.f().equals(DRAIN)) {
            throw answer.word().equals("OK")
                    ? new NotAWordException("OK to drain must have \"vs\" and nothing else")
                    : Vocabulary.unknownAnswer(call, answer, "OK");
        }
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
