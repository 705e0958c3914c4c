package dev.latchkey.check;

/** What a check found. Only {@link Ok} is a pass. */
public sealed interface Verdict {

    /** The history is linearizable. */
    record Ok() implements Verdict {}

    /** The history is not linearizable, and this is why. */
    record Illegal(Counterexample counterexample) implements Verdict {}

    /** The check could not be finished, and this is why: nothing is known. */
    record Unknown(String reason) implements Verdict {}
}
