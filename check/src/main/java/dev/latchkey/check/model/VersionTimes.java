package dev.latchkey.check.model;

import static dev.latchkey.check.model.VersionFacts.ABSENT;
import static dev.latchkey.check.model.VersionFacts.PRESENT;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge.Answer;

/**
 * Computes the earliest time at which each version of a chain can have been made.
 *
 * <p>Every constraint derives a lower bound from other lower bounds, so there is a least solution that has the earliest time for
 * all versions at once. If it violates an upper bound, so does every other solution.
 *
 * <p>The only choice is at which version an operation observed the key as absent (or as present at a version later than the
 * expected one). It must be a version of that kind which was made before the operation ended and was not replaced before the
 * operation was called. This class chooses the <em>last</em> such version made before the end, according to the earliest times.
 * No other solution makes a version earlier, so the version chosen there is not a later one; nor is the version after it, which
 * must not be made before the call. Times only increase from round to round, so the choices only decrease, and the iteration
 * terminates.
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

    /** Returns UNKNOWN if the facts do not decide it or if the budget is exhausted. */
    Answer decide(Budget budget) {
        int[] absent = facts.absences.size() == 0 ? NONE : lastOf(ABSENT);
        int[] present = chain.refusals.size() == 0 ? NONE : lastOf(PRESENT);
        for (boolean raisedBounds = false; !budget.over(); raisedBounds = true) {
            if (!schedule()) {
                return raisedBounds && chain.openEnded ? Answer.UNKNOWN : Answer.ILLEGAL;
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

    /** Returns, for each version, the last version of this kind up to it; -1 if there is none. */
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

    /** Places each interval at a version. Returns how many lower bounds it raised; -1 if an interval cannot be placed. */
    private int place(TimeIntervals moments, int[] lastOfKind, boolean later) {
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

    /** The last version made at or before {@code end}. */
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

    /** The last version that is made at any time. */
    int reached() {
        return reached;
    }

    long time(int at) {
        return times[at];
    }
}
