package dev.latchkey.check.conflict;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations before and after an operation show of the version of the key. */
final class VersionRanges {

    private final Operation<VersionedInput, VersionedOutput>[] byEnd;
    private final Operation<VersionedInput, VersionedOutput>[] byCall;

    /** The index in {@code byEnd} of the operation that shows the greatest version among the first ones. */
    private final int[] greatest;

    /** The index in {@code byCall} of the operation that shows the least version among the last ones. */
    private final int[] least;

    VersionRanges(List<Operation<VersionedInput, VersionedOutput>> closed) {
        byEnd = sorted(closed, Comparator.comparingLong(Operation::end));
        byCall = sorted(closed, Comparator.comparingLong(Operation::call));
        greatest = new int[byEnd.length];
        least = new int[byCall.length];
        for (int i = 1; i < byEnd.length; i++) {
            boolean isGreater = VersionIndex.reached(byEnd[i]) > VersionIndex.reached(byEnd[greatest[i - 1]]);
            greatest[i] = isGreater ? i : greatest[i - 1];
        }
        for (int i = byCall.length - 1; i >= 0; i--) {
            boolean isLess =
                    i == byCall.length - 1 || VersionIndex.least(byCall[i]) < VersionIndex.least(byCall[least[i + 1]]);
            least[i] = isLess ? i : least[i + 1];
        }
    }

    @SuppressWarnings("unchecked") // The elements of the list have this type.
    private static Operation<VersionedInput, VersionedOutput>[] sorted(
            List<Operation<VersionedInput, VersionedOutput>> operations,
            Comparator<Operation<VersionedInput, VersionedOutput>> order) {
        return operations.stream().sorted(order).toArray(Operation[]::new);
    }

    /** Returns the operation that ended before the call of this one and shows the greatest version; null if none does. */
    @Nullable
    Operation<VersionedInput, VersionedOutput> before(Operation<VersionedInput, VersionedOutput> operation) {
        int low = 0;
        int high = byEnd.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byEnd[middle].end() < operation.call()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var before = low == 0 ? null : byEnd[greatest[low - 1]];
        return before == null || VersionIndex.reached(before) == Long.MIN_VALUE ? null : before;
    }

    /** Returns the operation that was called after the end of this one and shows the least version; null if none does. */
    @Nullable
    Operation<VersionedInput, VersionedOutput> after(Operation<VersionedInput, VersionedOutput> operation) {
        int low = 0;
        int high = byCall.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byCall[middle].call() <= operation.end()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        var after = low == byCall.length ? null : byCall[least[low]];
        return after == null || VersionIndex.least(after) == Long.MAX_VALUE ? null : after;
    }
}
