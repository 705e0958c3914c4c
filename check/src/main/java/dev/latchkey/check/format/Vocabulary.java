package dev.latchkey.check.format;

import java.util.List;
import java.util.Set;
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

    /** Returns the input. */
    I input(int client, RecordedCall call) throws NotAWordException;

    /** Returns the fields that the model uses of a call that it has. */
    Set<ModelField> fields(RecordedCall call);

    /** Returns the fields that the model uses of a result that it has. */
    Set<ModelField> fields(RecordedCall call, RecordedResult answer);

    /**
     * Returns the keys of an operation of a model whose operations may have several keys; keys that occur together are then checked
     * together. Empty for any other model, whose operations have the key of the call.
     */
    default List<Object> keys(I input) {
        return List.of();
    }

    /** Returns the operations that an operation stands for; usually only itself. */
    default List<RecordedOperation> expanded(RecordedOperation operation) {
        return List.of(operation);
    }

    /** Returns the output; null if the result leaves open whether and when the operation took effect. */
    @Nullable
    O output(RecordedCall call, RecordedResult answer) throws NotAWordException;

    /** Returns the output of an operation with an unknown result; null if it then carries no information, like a read. */
    @Nullable
    O unanswered(I input);

    /** A history must not be checked without something that it says, so a field that the model ignores is an error. */
    static NotAWordException unusedField(String of, ModelField field) {
        return new NotAWordException(of + " has \"" + field.written() + "\", which this model does not use");
    }

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

    /** Returns an optional value, in the form that models compare. */
    static @Nullable Object orNothing(@Nullable String payload) {
        return payload == null ? null : OpaqueValue.of(payload);
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
