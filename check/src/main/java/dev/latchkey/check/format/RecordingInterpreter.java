package dev.latchkey.check.format;

import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import java.util.ListIterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Interprets a recording as operations of a model, and partitions them by what they touch. */
record RecordingInterpreter<S, I, O>(Model<S, I, O> model, Vocabulary<I, O> words) {

    /** The result that is equivalent to no return at all. */
    private static final String UNKNOWN = "UNKNOWN";

    /** @param once whether the recording is not used again, so that each operation is removed from it as soon as it is interpreted */
    History<S, I, O> history(NamedModel named, Recording recording, boolean once) throws BadHistoryException {
        OperationParts<I, O> parts = new OperationParts<>(words);
        boolean hasKeys = false;
        int leftOut = 0;
        for (ListIterator<RecordedOperation> each = recording.operations().listIterator(); each.hasNext(); ) {
            RecordedOperation whole = each.next();
            if (once) {
                each.set(RecordedOperation.REMOVED);
            }
            for (RecordedOperation recorded : words.expanded(whole)) {
                Optional<Operation<I, O>> operation = operation(recorded);
                if (operation.isPresent()) {
                    String key = recorded.call().key();
                    hasKeys |= key != null || recorded.call().steps() != null;
                    parts.add(key == null ? Payload.NONE : key, operation.get());
                } else {
                    leftOut++;
                }
            }
        }
        Recording read = leftOut == 0
                ? recording
                : recording.remark(Count.were(leftOut, "read") + " left out: without a result");
        return new History<>(
                named, model, recording.header(), parts.all(), hasKeys, recording.faults(), read.remarks());
    }

    /** Returns empty for an operation that has no result and cannot have had an effect. */
    private Optional<Operation<I, O>> operation(RecordedOperation recorded) throws BadHistoryException {
        try {
            RecordedCall call = recorded.call();
            I input = words.input(recorded.client(), call);
            ModelField unused = ModelField.unused(call, words.fields(call));
            if (unused != null) {
                throw Vocabulary.unusedField(call.f(), unused);
            }
            O output = recorded.answer() == null ? null : output(call, recorded.answer());
            if (output != null) {
                return Optional.of(operation(recorded, input, output, recorded.returned()));
            }
            O unknown = words.unanswered(input);
            return unknown == null
                    ? Optional.empty()
                    : Optional.of(operation(recorded, input, unknown, Operation.OPEN));
        } catch (Vocabulary.NotAWordException e) {
            throw new BadHistoryException(recorded.line(), "the operation called in this line: " + e.reason());
        }
    }

    private @Nullable O output(RecordedCall call, RecordedResult answer) throws Vocabulary.NotAWordException {
        boolean isUnknown = answer.word().equals(UNKNOWN);
        O output = isUnknown ? null : words.output(call, answer);
        ModelField unused =
                ModelField.unused(answer, isUnknown ? Set.of(ModelField.CAUSE) : words.fields(call, answer));
        if (unused != null) {
            throw Vocabulary.unusedField(answer.word() + " to " + call.f(), unused);
        }
        return output;
    }

    private Operation<I, O> operation(RecordedOperation recorded, I input, O output, long end) {
        return new Operation<>(recorded.client(), input, output, recorded.called(), end);
    }
}
