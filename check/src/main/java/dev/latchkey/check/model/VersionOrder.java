package dev.latchkey.check.model;

import static dev.latchkey.check.model.VersionFacts.ABSENT;
import static dev.latchkey.check.model.VersionFacts.PRESENT;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Unknown;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Linearizes the operations of a history that is known to be linearizable. Sorts them by the version they made or observed; for
 * each version, first the operation that made it, then the others by their call.
 */
final class VersionOrder {

    private static final int NO_EFFECT = -1;

    private final VersionFacts facts;
    private final VersionTimes times;
    private final IdentityHashMap<Operation<VersionedInput, VersionedOutput>, Integer> makers = new IdentityHashMap<>();
    private final int[] absent;
    private final int[] present;

    VersionOrder(VersionFacts facts, VersionChain chain, VersionTimes times) {
        this.facts = facts;
        this.times = times;
        for (int at = 1; at <= times.reached(); at++) {
            var maker = chain.maker(at, times.time(at));
            if (maker != null) {
                makers.put(maker, at);
            }
        }
        absent = times.lastOf(ABSENT);
        present = times.lastOf(PRESENT);
    }

    List<Operation<VersionedInput, VersionedOutput>> of(List<Operation<VersionedInput, VersionedOutput>> history) {
        var byCall = history.stream()
                .sorted(Comparator.comparingLong(Operation::call))
                .toList();
        long[] places = new long[byCall.size()];
        Arrays.setAll(places, i -> place(byCall.get(i)) << 32 | i);
        Arrays.sort(places);
        return Arrays.stream(places)
                .filter(place -> place >= 0)
                .mapToObj(place -> byCall.get((int) place))
                .toList();
    }

    /** Returns the sort key: twice the version, plus one for an operation that only observed it. */
    private long place(Operation<VersionedInput, VersionedOutput> operation) {
        Integer made = makers.get(operation);
        if (made != null) {
            return 2L * made;
        }
        if (operation.end() == Operation.OPEN) {
            return NO_EFFECT;
        }
        if (operation.output() instanceof Written written) {
            return 2 * (written.version() - facts.first);
        }
        return 2 * observed(operation) + 1;
    }

    private long observed(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Found found) {
            return found.version() - facts.first;
        }
        if (operation.output() instanceof Conflict conflict) {
            return conflict.current() - facts.first;
        }
        int[] lastOfKind = operation.output() instanceof NoKey ? absent : present;
        int until = times.lastUntil(operation.end());
        return operation.output() instanceof Unknown ? until : lastOfKind[until];
    }
}
