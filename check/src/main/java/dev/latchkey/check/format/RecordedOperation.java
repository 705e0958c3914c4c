package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One operation as it was recorded.
 *
 * @param line where the call stands in its file, from 1
 * @param client who asked
 * @param called when
 * @param returned when the answer came; {@link Operation#OPEN} if none did
 * @param answer null if none came
 */
public record RecordedOperation(
        int line,
        int client,
        long called,
        Call call,
        long returned,
        @Nullable Answer answer) {

    static RecordedOperation unanswered(int line, int client, long called, Call call) {
        return new RecordedOperation(line, client, called, call, Operation.OPEN, null);
    }

    RecordedOperation answered(long when, Answer given) {
        return new RecordedOperation(line, client, called, call, when, given);
    }
}
