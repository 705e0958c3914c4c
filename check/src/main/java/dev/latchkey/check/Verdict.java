package dev.latchkey.check;

import java.util.List;
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
     * @param part the key of the part that the counterexample is about: the smallest key whose part is not linearizable; null if
     *     the history was checked as a whole
     * @param counterexample operations that prove it
     * @param parts all keys whose parts were found not to be linearizable, in ascending order; empty if the history was checked
     *     as a whole
     * @param undecided the number of parts whose check was abandoned because others are not linearizable
     */
    record Illegal(@Nullable Object part, Counterexample counterexample, List<Object> parts, int undecided)
            implements Verdict {

        public Illegal {
            parts = List.copyOf(parts);
        }

        /** Creates the verdict on a history of a single part. */
        public Illegal(@Nullable Object part, Counterexample counterexample) {
            this(part, counterexample, part == null ? List.of() : List.of(part), 0);
        }

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
