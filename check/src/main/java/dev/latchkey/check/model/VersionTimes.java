package dev.latchkey.check.model;

import static dev.latchkey.check.model.VersionFacts.ABSENT;
import static dev.latchkey.check.model.VersionFacts.PRESENT;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge.Answer;

/**
 * Finds the earliest time at which each version of a chain can have been made.
 *
 * <p>All constraints are lower bounds that follow from lower bounds, so the earliest times of all versions together exist, and an
 * upper bound that is broken there is broken everywhere. The one choice is where an operation met the key absent (or present at a
 * later version than it named): at some version of that kind that was made before the operation ended and was not replaced before
 * it was called. At the earliest times the <em>last</em> such version that was made before the end is taken: in any other solution
 * no version is made earlier, so the one chosen there is not later, and the version behind it, which must not be made before the
 * call, is not later either. As times only rise the choice only falls, and the rounds end.
 */
final class VersionTimes {

    private static final int[] NONE = {};

    private final VersionFacts facts;
    private final VersionChain chain;
    private final long[] times;
    private int reached;

    VersionTimes(VersionFacts facts, VersionChain chain) {
        this.facts = facts;
        this.chain = chain;
        times = new long[chain.last + 1];
        times[0] = Long.MIN_VALUE;
    }

    /** UNKNOWN if the facts or the time do not suffice. */
    Answer decide(Budget budget) {
        int[] absent = facts.absences.size() == 0 ? NONE : lastOf(ABSENT);
        int[] present = chain.refusals.size() == 0 ? NONE : lastOf(PRESENT);
        for (boolean forced = false; !budget.over(); forced = true) {
            if (!schedule()) {
                return forced && chain.openEnded ? Answer.UNKNOWN : Answer.ILLEGAL;
            }
            int absences = place(facts.absences, absent, false);
            int refusals = absences < 0 ? -1 : place(chain.refusals, present, true);
            if (refusals < 0) {
                return chain.openEnded ? Answer.UNKNOWN : Answer.ILLEGAL;
            }
            if (absences + refusals == 0) {
                return Answer.LEGAL;
            }
        }
        return Answer.UNKNOWN;
    }

    /** For each version the last of a kind up to it, -1 if there is none. */
    int[] lastOf(byte kind) {
        int[] lasts = new int[chain.last + 1];
        int last = -1;
        for (int at = 0; at < lasts.length; at++) {
            last = facts.kind[at] == kind ? at : last;
            lasts[at] = last;
        }
        return lasts;
    }

    private boolean schedule() {
        reached = 0;
        for (int at = 1; at <= chain.last; at++) {
            long time = chain.earliest(at, Math.max(times[at - 1], facts.after[at]));
            if (time == Long.MAX_VALUE && at > facts.top) {
                return true;
            }
            if (time == Long.MAX_VALUE || time > facts.before[at]) {
                return false;
            }
            times[at] = time;
            reached = at;
        }
        return true;
    }

    /** How many lower bounds had to be raised, -1 if a moment cannot be. */
    private int place(Moments moments, int[] lastOfKind, boolean later) {
        int raised = 0;
        for (int i = 0; i < moments.size(); i++) {
            int at = lastOfKind[lastUntil(moments.end(i))];
            if (at < 0 || (later && facts.first + at <= chain.refused.get(i))) {
                return -1;
            }
            if (at < reached && times[at + 1] < moments.call(i)) {
                facts.after[at + 1] = Math.max(facts.after[at + 1], moments.call(i));
                raised++;
            }
        }
        return raised;
    }

    /** The last version that is made until {@code end}. */
    int lastUntil(long end) {
        int low = 0;
        int high = reached;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (times[middle] <= end) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The last version that is made at all. */
    int reached() {
        return reached;
    }

    long time(int at) {
        return times[at];
    }
}
