package dev.latchkey.check;

import org.jspecify.annotations.Nullable;

/** The result of a check. Only {@link Ok} is a pass. */
public sealed interface Verdict {

    /** A verdict as one word, spelled as it is displayed. */
    enum Word {
        OK,
        ILLEGAL,
        UNKNOWN
    }

    /** The word for this verdict. */
    Word word();

    /** The history is linearizable. */
    record Ok() implements Verdict {
        @Override
        public Word word() {
            return Word.OK;
        }
    }

    /**
     * The history is not linearizable.
     *
     * @param part the key of the part that is not linearizable; null if the history was checked as a whole
     * @param counterexample operations that prove it
     */
    record Illegal(@Nullable Object part, Counterexample counterexample) implements Verdict {
        @Override
        public Word word() {
            return Word.ILLEGAL;
        }
    }

    /**
     * The check did not finish, so the history may or may not be linearizable.
     *
     * @param reason why the check did not finish
     */
    record Unknown(String reason) implements Verdict {
        @Override
        public Word word() {
            return Word.UNKNOWN;
        }
    }
}
