package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a model: maps recorded calls and results to its inputs and outputs. A row of the table in
 * docs/format/history.md.
 */
interface Vocabulary<I, O> {

    /**
     * An operation or result that the model does not have, or that lacks a field. The message is a clause, not a full sentence.
     */
    final class NotAWordException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        NotAWordException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    I input(int client, RecordedCall call) throws NotAWordException;

    /** Returns the output; null if the result leaves open whether and when the operation took effect. */
    @Nullable
    O output(RecordedCall call, RecordedResult answer) throws NotAWordException;

    /** Returns the output of an operation with an unknown result; null if it then carries no information, like a read. */
    @Nullable
    O unanswered(I input);

    static NotAWordException unknownCall(RecordedCall call, String known) {
        return new NotAWordException("\"f\" is \"" + call.f() + "\"; for this model it must be " + known);
    }

    static NotAWordException unknownAnswer(RecordedCall call, RecordedResult answer, String known) {
        return new NotAWordException("\"r\" of " + call.f() + " is \"" + answer.word()
                + "\"; for this model it must be " + known + " or UNKNOWN");
    }

    /** Returns a required value, in the form that models compare. */
    static Object valueOf(String of, @Nullable String payload) throws NotAWordException {
        if (payload == null) {
            throw new NotAWordException(of + " has no value");
        }
        return OpaqueValue.of(payload);
    }

    static long versionOf(String of, long version, long min) throws NotAWordException {
        if (version < min) {
            throw new NotAWordException(
                    of + (version == RecordedCall.NO_VERSION ? " has no version" : " has version " + version)
                            + "; it must be " + min + " or more");
        }
        return version;
    }
}
