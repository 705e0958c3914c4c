package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/** What the words of a history mean to a model: a row of the table in docs/format/history.md. */
interface Words<I, O> {

    /** A word that the model does not know, or one with something missing. The message is half a sentence. */
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

    I input(int client, Call call) throws NotAWordException;

    /** What was answered; null if that leaves open whether and when it was done. */
    @Nullable
    O output(Call call, Answer answer) throws NotAWordException;

    /** The output of what may be done now, later or never; null for what says nothing then, as a read. */
    @Nullable
    O unanswered(I input);

    static NotAWordException unknownCall(Call call, String known) {
        return new NotAWordException("\"f\" is \"" + call.f() + "\"; of this model it is " + known);
    }

    static NotAWordException unknownAnswer(Call call, Answer answer, String known) {
        return new NotAWordException(
                "\"r\" of " + call.f() + " is \"" + answer.word() + "\"; of this model it is " + known + " or UNKNOWN");
    }

    /** A value as models compare it, which may not be missing. */
    static Object valueOf(String of, @Nullable String payload) throws NotAWordException {
        if (payload == null) {
            throw new NotAWordException(of + " has no value");
        }
        return Value.of(payload);
    }

    static long versionOf(String of, long version, long min) throws NotAWordException {
        if (version < min) {
            throw new NotAWordException(
                    of + (version == Call.NO_VERSION ? " has no version" : " has version " + version) + "; it is " + min
                            + " or more");
        }
        return version;
    }
}
