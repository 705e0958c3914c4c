package dev.latchkey.check.format;

import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes operations of a model from words, and divides them by their keys. */
record Reading<S, I, O>(Model<S, I, O> model, Words<I, O> words) {

    /** The answer that says nothing, as none does. */
    private static final String UNKNOWN = "UNKNOWN";

    History<S, I, O> history(NamedModel named, Recording recording) throws BadHistoryException {
        Map<String, List<Operation<I, O>>> parts = new LinkedHashMap<>();
        boolean hasKeys = false;
        for (RecordedOperation recorded : recording.operations()) {
            Optional<Operation<I, O>> operation = operation(recorded);
            if (operation.isPresent()) {
                String key = recorded.call().key();
                hasKeys |= key != null;
                parts.computeIfAbsent(key == null ? Payload.NONE : key, ignored -> new ArrayList<>())
                        .add(operation.get());
            }
        }
        return new History<>(named, model, recording.header(), parts, hasKeys, recording.faults(), recording.remarks());
    }

    /** Empty for an operation that was not answered and says nothing. */
    private Optional<Operation<I, O>> operation(RecordedOperation recorded) throws BadHistoryException {
        try {
            I input = words.input(recorded.client(), recorded.call());
            Answer answer = recorded.answer();
            O output = answer == null || answer.word().equals(UNKNOWN) ? null : words.output(recorded.call(), answer);
            if (output != null) {
                return Optional.of(operation(recorded, input, output, recorded.returned()));
            }
            O nobodyKnows = words.unanswered(input);
            return nobodyKnows == null
                    ? Optional.empty()
                    : Optional.of(operation(recorded, input, nobodyKnows, Operation.OPEN));
        } catch (Words.NotAWordException e) {
            throw new BadHistoryException(recorded.line(), "the operation called here: " + e.reason());
        }
    }

    private Operation<I, O> operation(RecordedOperation recorded, I input, O output, long end) {
        return new Operation<>(recorded.client(), input, output, recorded.called(), end);
    }
}
