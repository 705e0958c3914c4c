package dev.latchkey.check.conflict;

import static dev.latchkey.check.Reason.because;
import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds operations that contradict those before or after them: versions never go back. */
final class VersionsOverTime {

    private final VersionedState initial;
    private final VersionIndex index;
    private final VersionRanges ranges;
    private final EarliestContradiction<VersionedInput, VersionedOutput> earliest;

    VersionsOverTime(
            VersionedState initial,
            VersionIndex index,
            EarliestContradiction<VersionedInput, VersionedOutput> earliest) {
        this.initial = initial;
        this.index = index;
        this.earliest = earliest;
        ranges = new VersionRanges(index.closed());
    }

    /** Offers the first operation that found an earlier version although a later one was reached before it was called. */
    void backInTime() {
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            var before = ranges.before(operation);
            if (before != null && VersionIndex.reached(before) > VersionIndex.least(operation)) {
                backInTime(operation);
                return;
            }
        }
    }

    private void backInTime(Operation<VersionedInput, VersionedOutput> late) {
        long found = VersionIndex.least(late);
        var missed = index.creator(found + 1);
        if (missed == null || missed.end() >= late.call()) {
            missed = index.closed().stream()
                    .filter(other -> other.end() < late.call() && VersionIndex.reached(other) > found)
                    .min(Comparator.<Operation<VersionedInput, VersionedOutput>>comparingInt(
                                    other -> other.output() instanceof Written ? 0 : 1)
                            .thenComparingLong(VersionIndex::reached)
                            .thenComparingLong(Operation::end))
                    .orElseThrow();
        }
        List<Reason<VersionedInput, VersionedOutput>> reasons = new ArrayList<>();
        long reached = VersionIndex.reached(missed);
        reasons.add(because(
                missed.output() instanceof Written
                        ? "It was called after version " + reached + " had been written by:"
                        : "It was called after version " + reached + " or a later one had been reached, as shown by:",
                List.of(missed)));
        if (late.output() instanceof Written made) {
            reasons.add(note("It made version " + made.version() + ", and versions only grow."));
        } else {
            noteCreatorOf(reasons, found, late, missed);
        }
        earliest.offer(late, reasons);
    }

    /** Adds which write made the version that was read. */
    private void noteCreatorOf(
            List<Reason<VersionedInput, VersionedOutput>> reasons,
            long version,
            Operation<VersionedInput, VersionedOutput> read,
            Operation<VersionedInput, VersionedOutput> missed) {
        if (version == initial.version()) {
            reasons.add(note("Version " + version + ", which it found, existed before the history."));
            return;
        }
        var creator = index.creator(version);
        List<Operation<VersionedInput, VersionedOutput>> makers =
                creator == null ? possibleMakers(version, read) : List.of(creator);
        if (!makers.isEmpty() && !makers.contains(missed)) {
            boolean isCertain = creator != null || (makers.size() == 1 && read.output() instanceof Found);
            reasons.add(note(
                    "Version " + version + ", which it found, " + (isCertain ? "was" : "can have been")
                            + " written by:",
                    makers.stream().limit(UnmadeVersions.NOTED_MAX).toList()));
        }
    }

    /** Returns the writes that can have made the version that was read, if none is known to have made it. */
    private List<Operation<VersionedInput, VersionedOutput>> possibleMakers(
            long version, Operation<VersionedInput, VersionedOutput> read) {
        @Nullable Object value = read.output() instanceof Found seen ? seen.value() : null;
        return Stream.concat(index.makers(version).stream(), index.creates().stream())
                .filter(maker -> maker.call() <= read.end() && UnmadeVersions.makes(maker, value))
                .toList();
    }

    /** Offers every operation that needs an absent key although the key was present all the time. */
    void absences() {
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            if (VersionIndex.needsAbsence(operation)) {
                neverAbsent(operation, ranges.before(operation), ranges.after(operation));
            }
        }
    }

    /** An operation that needs an absent key although the key was present all the time. */
    private void neverAbsent(
            Operation<VersionedInput, VersionedOutput> operation,
            @Nullable Operation<VersionedInput, VersionedOutput> before,
            @Nullable Operation<VersionedInput, VersionedOutput> after) {
        if (canBeAbsent(operation, before, after)) {
            return;
        }
        boolean needsBefore = before != null && canBeAbsent(operation, null, after);
        boolean needsAfter = after != null && canBeAbsent(operation, needsBefore ? before : null, null);
        var first = needsBefore ? before : null;
        var last = needsAfter ? after : null;
        List<Reason<VersionedInput, VersionedOutput>> reasons = new ArrayList<>();
        if (first != null) {
            reasons.add(because(
                    "Before it was called, the key was at version " + VersionIndex.reached(first) + " or later:",
                    List.of(first)));
        }
        if (last != null) {
            reasons.add(because(
                    "After it returned, the key was at version " + VersionIndex.least(last) + " or earlier:",
                    List.of(last)));
        }
        List<Operation<VersionedInput, VersionedOutput>> deletes = index.deletes(least(first), most(operation, last));
        if (deletes.isEmpty()) {
            reasons.add(note("The key was not absent: no delete can have taken effect at that time."));
        }
        deletes.stream().filter(delete -> delete.call() <= operation.end()).forEach(delete -> {
            var present = index.witness(madeBy(delete));
            reasons.add(because(
                    "The key was present at version " + madeBy(delete) + ", so that version was not a delete:",
                    present == null ? List.of() : List.of(present)));
            reasons.add(note("So this delete did not take effect:", List.of(delete)));
        });
        deletes.stream()
                .filter(delete -> delete.call() > operation.end())
                .min(Comparator.comparingLong(Operation::call))
                .ifPresent(
                        late -> reasons.add(note("The next delete was called after it had returned:", List.of(late))));
        earliest.offer(operation, reasons);
    }

    private long least(@Nullable Operation<VersionedInput, VersionedOutput> before) {
        return Math.max(initial.version(), before == null ? Long.MIN_VALUE : VersionIndex.reached(before));
    }

    private static long most(
            Operation<VersionedInput, VersionedOutput> operation,
            @Nullable Operation<VersionedInput, VersionedOutput> after) {
        long own = VersionIndex.least(operation);
        return after == null ? own : Math.min(own, VersionIndex.least(after));
    }

    private boolean canBeAbsent(
            Operation<VersionedInput, VersionedOutput> operation,
            @Nullable Operation<VersionedInput, VersionedOutput> before,
            @Nullable Operation<VersionedInput, VersionedOutput> after) {
        long least = least(before);
        long most = most(operation, after);
        boolean isInitial = initial.value() == null && least == initial.version() && most >= least;
        return isInitial
                || index.deletes(least, most).stream()
                        .anyMatch(delete -> delete.call() <= operation.end() && index.witness(madeBy(delete)) == null);
    }

    private static long madeBy(Operation<VersionedInput, VersionedOutput> delete) {
        return delete.output() instanceof Written written ? written.version() : VersionIndex.named(delete.input()) + 1;
    }
}
