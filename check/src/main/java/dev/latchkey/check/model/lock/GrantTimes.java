package dev.latchkey.check.model.lock;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the earliest time for each grant and release of a fenced lock. Place {@code k} is the time after the k-th of them and before
 * the next one; place 0 is before the first grant. Each refused operation is put into the last suitable place that begins before the
 * operation ends; the next grant or release then happens no earlier than its call. docs/checking.md contains the argument.
 */
final class GrantTimes {

    private static final int NONE = -1;

    private final GrantChain grants;
    private final List<Operation<Input, Output>> chain;
    private final List<Operation<Input, Output>> refusals;

    /** The time at which each place begins. */
    private final long[] begins;

    /** For each refused operation, its place. */
    private final int[] places;

    GrantTimes(GrantChain grants) {
        this.grants = grants;
        chain = grants.chain();
        refusals = grants.refusals();
        refusals.sort(Comparator.comparingLong(Operation::end));
        begins = new long[chain.size() + 1];
        begins[0] = Long.MIN_VALUE;
        for (int k = 1; k <= chain.size(); k++) {
            begins[k] = chain.get(k - 1).call();
        }
        places = new int[refusals.size()];
    }

    /** Returns UNKNOWN if the search is needed, or if the budget is exhausted. */
    Answer decide(Budget budget) {
        if (grants.answer() != Answer.LEGAL) {
            return grants.answer();
        }
        boolean again = true;
        while (again) {
            if (budget.over()) {
                return Answer.UNKNOWN;
            }
            again = placeRefusals();
            if (Arrays.stream(places).anyMatch(place -> place == NONE)) {
                return grants.contradiction();
            }
        }
        for (int k = 1; k < begins.length; k++) {
            if (begins[k] > chain.get(k - 1).end()) {
                return grants.contradiction();
            }
        }
        return Answer.LEGAL;
    }

    /** Returns whether a time was raised that an earlier choice had assumed, so that all choices have to be made again. */
    private boolean placeRefusals() {
        boolean raised = false;
        int last = 0;
        for (int i = 0; i < places.length; i++) {
            Operation<Input, Output> refused = refusals.get(i);
            while (last + 1 < begins.length && begin(last + 1) <= refused.end()) {
                last++;
            }
            places[i] = fits(refused, last) ? last : last - 1;
            if (places[i] < last && begins[last] < refused.call()) {
                begins[last] = refused.call();
                raised = true;
            }
        }
        while (++last < begins.length) {
            begin(last);
        }
        return raised;
    }

    private long begin(int place) {
        begins[place] = Math.max(begins[place], begins[place - 1]);
        return begins[place];
    }

    /** Of two neighboring places the lock is held in one and free in the other, so at least one of them fits, unless there is only one. */
    private boolean fits(Operation<Input, Output> refused, int place) {
        boolean isHeld = place % 2 == 1;
        return refused.input() instanceof Input.Acquire
                ? isHeld
                : !isHeld || !GrantChain.owner(refused).equals(GrantChain.owner(chain.get(place - 1)));
    }

    /** Returns an order of all operations, if the answer is LEGAL. */
    List<Operation<Input, Output>> order() {
        List<Integer> byPlace = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            byPlace.add(i);
        }
        byPlace.sort(Comparator.<Integer>comparingInt(i -> places[i])
                .thenComparingLong(i -> refusals.get(i).call()));
        List<Operation<Input, Output>> order = new ArrayList<>();
        int next = 0;
        for (int place = 0; place < begins.length; place++) {
            if (place > 0) {
                order.add(chain.get(place - 1));
            }
            for (; next < byPlace.size() && places[byPlace.get(next)] == place; next++) {
                order.add(refusals.get(byPlace.get(next)));
            }
        }
        return order;
    }
}
