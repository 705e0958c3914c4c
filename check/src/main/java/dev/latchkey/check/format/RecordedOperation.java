package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One recorded operation.
 *
 * @param line the line number of the call in its file, from 1
 * @param client the client that called it
 * @param called the time of the call
 * @param returned the time of the return; {@link Operation#OPEN} if there was none
 * @param answer the result; null if there was no return
 */
public record RecordedOperation(
        int line,
        int client,
        long called,
        RecordedCall call,
        long returned,
        @Nullable RecordedResult answer) {

    /** Takes the place of an operation that is no longer needed. */
    static final RecordedOperation REMOVED = new RecordedOperation(0, 0, 0, RecordedCall.of(""), Operation.OPEN, null);

    static RecordedOperation unanswered(int line, int client, long called, RecordedCall call) {
        return new RecordedOperation(line, client, called, call, Operation.OPEN, null);
    }

    RecordedOperation answered(long when, RecordedResult given) {
        return new RecordedOperation(line, client, called, call, when, given);
    }
}
