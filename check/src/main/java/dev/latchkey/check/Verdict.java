package dev.latchkey.check;

import org.jspecify.annotations.Nullable;

/** What a check found. Only {@link Ok} is a pass. */
public sealed interface Verdict {

    /** A verdict in a word, spelled as people are shown it. */
    enum Word {
        OK,
        ILLEGAL,
        UNKNOWN
    }

    /** Which of the three it is. */
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
     * @param part the key of the part that is not, null if the history was checked as a whole
     * @param counterexample why
     */
    record Illegal(@Nullable Object part, Counterexample counterexample) implements Verdict {
        @Override
        public Word word() {
            return Word.ILLEGAL;
        }
    }

    /** The check could not be finished, and this is why: nothing is known. */
    record Unknown(String reason) implements Verdict {
        @Override
        public Word word() {
            return Word.UNKNOWN;
        }
    }
}
