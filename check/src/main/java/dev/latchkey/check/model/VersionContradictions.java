package dev.latchkey.check.model;

import static dev.latchkey.check.Reason.because;
import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a few operations on a versioned key that contradict each other, whenever the others took effect. Versions make this
 * possible without a search: they never go back, each is made by one write, and a write names the version it replaces. It finds
 * the contradictions between what a few operations say, not every contradiction.
 */
final class VersionContradictions {

    /** The maximum number of operations in a sentence that only gives background. */
    private static final int NOTED_MAX = 2;

    /** The maximum number of operations that an explanation mentions. */
    private static final int TOLD_MAX = 6;

    private final VersionedState initial;
    private final boolean folds;
    private final VersionIndex index;
    private @Nullable Contradiction<VersionedInput, VersionedOutput> best;

    /** @param folds whether a create may make any later version, as in a store that folds tombstones */
    private VersionContradictions(
            VersionedState initial, boolean folds, List<Operation<VersionedInput, VersionedOutput>> history) {
        this.initial = initial;
        this.folds = folds;
        index = new VersionIndex(history);
    }

    /** Returns the contradiction that was certain first, if any is found. */
    static Optional<Contradiction<VersionedInput, VersionedOutput>> in(
            VersionedState initial, boolean folds, List<Operation<VersionedInput, VersionedOutput>> history) {
        return Optional.ofNullable(new VersionContradictions(initial, folds, history).first());
    }

    private @Nullable Contradiction<VersionedInput, VersionedOutput> first() {
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            impossibleAlone(operation);
            withoutMaker(operation);
        }
        twoMakers();
        twoVersionsOfOneCreate();
        gap();
        VersionRanges ranges = new VersionRanges(index.closed());
        backInTime(ranges);
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            if (VersionIndex.needsAbsence(operation)) {
                neverAbsent(operation, ranges.before(operation), ranges.after(operation));
            }
        }
        return best == null ? null : new Contradiction<>(best.misfit(), trimmed(best));
    }

    /** Returns the reasons without notes that would make the explanation too long. */
    private static List<Reason<VersionedInput, VersionedOutput>> trimmed(
            Contradiction<VersionedInput, VersionedOutput> found) {
        Set<Operation<VersionedInput, VersionedOutput>> told = new HashSet<>(found.needed());
        List<Reason<VersionedInput, VersionedOutput>> kept = new ArrayList<>();
        for (Reason<VersionedInput, VersionedOutput> reason : found.reasons()) {
            Set<Operation<VersionedInput, VersionedOutput>> with = new HashSet<>(told);
            with.addAll(reason.operations());
            if (reason.needed() || with.size() <= TOLD_MAX) {
                told = with;
                kept.add(reason);
            }
        }
        return kept;
    }

    /** Offers the first operation that found an earlier version although a later one was reached before it was called. */
    private void backInTime(VersionRanges ranges) {
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            var before = ranges.before(operation);
            if (before != null && VersionIndex.reached(before) > VersionIndex.least(operation)) {
                backInTime(operation);
                return;
            }
        }
    }

    /** Keeps the contradiction that is certain first; of those, the one with the fewest operations, found first. */
    private void offer(
            Operation<VersionedInput, VersionedOutput> misfit, List<Reason<VersionedInput, VersionedOutput>> reasons) {
        var found = new Contradiction<>(misfit, reasons);
        var other = best;
        if (found.needed().size() > TOLD_MAX) {
            return;
        }
        boolean isBetter = other == null
                || found.until() < other.until()
                || (found.until() == other.until()
                        && found.needed().size() < other.needed().size());
        best = isBetter ? found : other;
    }

    // ---- one operation ----

    private void impossibleAlone(Operation<VersionedInput, VersionedOutput> operation) {
        long named = VersionedRegister.named(operation.input());
        boolean isWrite = !(operation.input() instanceof Get);
        if (isWrite && operation.output() instanceof Written written && named > 0 && written.version() != named + 1) {
            offer(
                    operation,
                    List.of(sentence("A write that expects version " + named + " makes version " + (named + 1) + ".")));
        } else if (isWrite && operation.output() instanceof Conflict conflict && conflict.current() == named) {
            offer(
                    operation,
                    List.of(sentence("A write that expects version " + named + " is not refused at that version.")));
        } else if (operation.input() instanceof Put put && put.version() == 0 && operation.output() instanceof NoKey) {
            offer(operation, List.of(sentence("A create succeeds if the key is absent.")));
        } else if (isBeforeTheHistory(operation)) {
            offer(operation, List.of(sentence("Initially the key was " + at(initial) + ", and versions only grow.")));
        }
    }

    private static String at(VersionedState state) {
        return state.version() == 0
                ? "never written"
                : state.absent() ? "absent after version " + state.version() : "at version " + state.version();
    }

    /** Whether the operation shows a version that cannot exist after the beginning. */
    private boolean isBeforeTheHistory(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Written written) {
            return written.version() <= initial.version();
        }
        long seen = VersionIndex.least(operation);
        return seen < initial.version() || (seen == initial.version() && initial.absent());
    }

    // ---- a version that no operation can have made ----

    private void withoutMaker(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Found found) {
            withoutMaker(operation, found.version(), found.value());
        } else if (operation.output() instanceof Conflict conflict) {
            withoutMaker(operation, conflict.current(), null);
        } else if (operation.output() instanceof Written) {
            long named = VersionedRegister.named(operation.input());
            if (named > 0) {
                withoutMaker(operation, named, null);
            }
        }
    }

    /** @param value the value that was read; null if the version may have any value */
    private void withoutMaker(
            Operation<VersionedInput, VersionedOutput> operation, long version, @Nullable Object value) {
        if (version <= initial.version()) {
            if (version == initial.version() && value != null && !value.equals(initial.value())) {
                offer(operation, List.of(sentence("Initially version " + version + " had another value.")));
            }
            return;
        }
        List<Operation<VersionedInput, VersionedOutput>> late = new ArrayList<>();
        for (Operation<VersionedInput, VersionedOutput> maker : index.makers(version)) {
            if (makes(maker, value)) {
                if (maker.call() <= operation.end()) {
                    return;
                }
                late.add(maker);
            }
        }
        boolean isBarred = version - 1 == initial.version() && !initial.absent();
        var present = isBarred ? null : index.witness(version - 1);
        boolean isCreated =
                index.creates().stream().anyMatch(create -> makes(create, value) && create.call() <= operation.end());
        if (isCreated && !isBarred && present == null) {
            return;
        }
        List<Operation<VersionedInput, VersionedOutput>> creates =
                index.creates().stream().filter(create -> makes(create, value)).toList();
        offer(operation, reasonsWithoutMaker(version, value, late, creates, isCreated ? present : null));
    }

    private static boolean makes(Operation<VersionedInput, VersionedOutput> maker, @Nullable Object value) {
        return maker.input() instanceof Put put && (value == null || value.equals(put.value()));
    }

    private List<Reason<VersionedInput, VersionedOutput>> reasonsWithoutMaker(
            long version,
            @Nullable Object value,
            List<Operation<VersionedInput, VersionedOutput>> late,
            List<Operation<VersionedInput, VersionedOutput>> creates,
            @Nullable Operation<VersionedInput, VersionedOutput> present) {
        List<Reason<VersionedInput, VersionedOutput>> reasons = new ArrayList<>();
        String what = "version " + version + (value == null ? "" : " with this value");
        List<Operation<VersionedInput, VersionedOutput>> elsewhere =
                value == null ? List.of() : without(index.putsOf(value), late, creates);
        if (value != null && index.putsOf(value).isEmpty()) {
            reasons.add(sentence("No operation wrote this value."));
        } else if (late.isEmpty() && creates.isEmpty() && elsewhere.isEmpty()) {
            reasons.add(sentence("No operation can have made " + what + "."));
        }
        if (present != null) {
            reasons.add(because(
                    "The key was present at version " + (version - 1) + ", so version " + version
                            + " was not made by a create:",
                    List.of(present)));
        }
        noteWrites(
                reasons,
                "This create has an unknown outcome, and cannot have made " + what + ":",
                creates.size() + " creates have unknown outcomes, and none can have made " + what + ":",
                creates);
        noteWrites(
                reasons,
                "The only write that can have made " + what + " was called after it had returned:",
                "All writes that can have made " + what + " were called after it had returned:",
                late);
        noteWrites(
                reasons,
                "The write of this value cannot have made version " + version + ":",
                "None of the " + elsewhere.size() + " writes of this value can have made version " + version + ":",
                elsewhere);
        noteCreator(reasons, version, value, late);
        return reasons;
    }

    private static List<Operation<VersionedInput, VersionedOutput>> without(
            List<Operation<VersionedInput, VersionedOutput>> all,
            List<Operation<VersionedInput, VersionedOutput>> some,
            List<Operation<VersionedInput, VersionedOutput>> others) {
        return all.stream()
                .filter(each -> !some.contains(each) && !others.contains(each))
                .toList();
    }

    /** Adds a note about writes that do not explain a result, unless there are none. */
    private static void noteWrites(
            List<Reason<VersionedInput, VersionedOutput>> reasons,
            String one,
            String many,
            List<Operation<VersionedInput, VersionedOutput>> writes) {
        if (!writes.isEmpty()) {
            reasons.add(note(
                    writes.size() == 1 ? one : many,
                    writes.stream().limit(NOTED_MAX).toList()));
        }
    }

    /** Adds which write made a version: the one known from its result, or else those that may have. */
    private void noteCreator(
            List<Reason<VersionedInput, VersionedOutput>> reasons,
            long version,
            @Nullable Object value,
            List<Operation<VersionedInput, VersionedOutput>> late) {
        var creator = index.creator(version);
        List<Operation<VersionedInput, VersionedOutput>> makers =
                without(creator == null ? index.makers(version) : List.of(creator), late, List.of());
        String how =
                (creator == null ? " can have been" : " was") + " made" + (value == null ? "" : " with another value");
        if (!makers.isEmpty()) {
            reasons.add(note(
                    "Version " + version + how + " by:",
                    makers.stream().limit(NOTED_MAX).toList()));
        }
    }

    /** Without folding, every version up to the greatest one was made by a write. */
    private void gap() {
        long version = initial.version() + 1;
        long reached =
                index.closed().stream().mapToLong(VersionIndex::reached).max().orElse(Long.MIN_VALUE);
        // Why the bound: there can be no more versions than writes, so the first gap is near if the versions are far
        // apart.
        for (int i = 0; !folds && i <= index.writes() && version < reached; i++) {
            if (!canBeMade(version)) {
                offerGap(version);
                return;
            }
            version++;
        }
    }

    private void offerGap(long version) {
        var present = index.creates().isEmpty() ? null : index.witness(version - 1);
        List<Reason<VersionedInput, VersionedOutput>> reasons =
                new ArrayList<>(List.of(sentence("No operation can have made version " + version + " before it.")));
        if (present != null) {
            reasons.add(because(
                    "The key was present at version " + (version - 1)
                            + ", so the next version was not made by a create:",
                    List.of(present)));
        }
        index.closed().stream()
                .filter(operation -> VersionIndex.reached(operation) > version)
                .findFirst()
                .ifPresent(operation -> offer(operation, reasons));
    }

    private boolean canBeMade(long version) {
        boolean isBarred =
                (version - 1 == initial.version() && !initial.absent()) || index.witness(version - 1) != null;
        return !index.makers(version).isEmpty()
                || (!isBarred && !index.creates().isEmpty());
    }

    // ---- two operations about one version ----

    private void twoMakers() {
        for (long version : index.made()) {
            var creators = index.makers(version).stream()
                    .filter(maker -> VersionIndex.isClosed(maker) && maker.output() instanceof Written)
                    .toList();
            if (creators.size() > 1) {
                offer(
                        creators.get(1),
                        List.of(because(
                                "Version " + version
                                        + " was already made by another write, and each version is made once:",
                                List.of(creators.get(0)))));
            }
            if (!creators.isEmpty()) {
                againstWitnesses(version, creators.get(0));
            }
        }
        for (Operation<VersionedInput, VersionedOutput> read : index.closed()) {
            if (read.output() instanceof Found found) {
                var other = index.witness(found.version());
                boolean isOther = other != null
                        && other.output() instanceof Found seen
                        && !seen.value().equals(found.value());
                if (isOther) {
                    offer(
                            read,
                            List.of(because(
                                    "Version " + found.version() + " was also read with another value:",
                                    List.of(other))));
                }
            }
        }
    }

    private void againstWitnesses(long version, Operation<VersionedInput, VersionedOutput> creator) {
        if (creator.input() instanceof Put put) {
            for (Operation<VersionedInput, VersionedOutput> witness : index.witnesses(version)) {
                boolean isOther = witness.output() instanceof Found found
                        && !found.value().equals(put.value());
                if (isOther) {
                    var reasons = new ArrayList<Reason<VersionedInput, VersionedOutput>>(List.of(
                            because("Version " + version + " was made with another value by:", List.of(creator))));
                    noteOtherWrites(reasons, ((Found) witness.output()).value());
                    offer(witness, reasons);
                }
            }
            var present = put.version() == 0 ? index.witness(version - 1) : null;
            if (present != null) {
                offer(
                        creator,
                        List.of(because(
                                "A create needs an absent key, but the key was present at version " + (version - 1)
                                        + ", and a delete would have made version " + version + ":",
                                List.of(present))));
            }
        } else if (index.witness(version) != null) {
            offer(
                    index.witnesses(version).get(0),
                    List.of(because("Version " + version + " was a delete, so the key was absent:", List.of(creator))));
        }
    }

    private void noteOtherWrites(List<Reason<VersionedInput, VersionedOutput>> reasons, Object value) {
        noteWrites(
                reasons,
                "The write of this value made another version, or did not take effect:",
                "The writes of this value made other versions, or did not take effect:",
                index.putsOf(value));
    }

    /** A create with an unknown outcome took effect at most once. */
    private void twoVersionsOfOneCreate() {
        Map<Object, Operation<VersionedInput, VersionedOutput>> firstRead = new LinkedHashMap<>();
        for (Operation<VersionedInput, VersionedOutput> read : index.closed()) {
            if (!(read.output() instanceof Found found) || !isOnlyOneCreate(found.value())) {
                continue;
            }
            var earlier = firstRead.putIfAbsent(found.value(), read);
            if (earlier != null && ((Found) earlier.output()).version() != found.version()) {
                offer(
                        read,
                        List.of(
                                because("The same value was read as another version:", List.of(earlier)),
                                note(
                                        "Only one operation can have written the value, and it takes effect at most once:",
                                        index.putsOf(found.value()))));
            }
        }
    }

    private boolean isOnlyOneCreate(Object value) {
        List<Operation<VersionedInput, VersionedOutput>> puts = index.putsOf(value);
        return puts.size() == 1 && index.creates().contains(puts.get(0)) && !value.equals(initial.value());
    }

    // ---- operations one after another ----

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
        if (late.output() instanceof Written) {
            reasons.add(sentence("It can only have taken effect at version " + found + (folds ? " or before" : "")
                    + ", and versions only grow."));
        } else {
            noteCreatorOf(reasons, found, late, missed);
        }
        offer(late, reasons);
    }

    /** Adds which write made the version that was read. */
    private void noteCreatorOf(
            List<Reason<VersionedInput, VersionedOutput>> reasons,
            long version,
            Operation<VersionedInput, VersionedOutput> read,
            Operation<VersionedInput, VersionedOutput> missed) {
        if (version == initial.version()) {
            reasons.add(sentence("Version " + version + ", which it found, existed before the history."));
            return;
        }
        var creator = index.creator(version);
        List<Operation<VersionedInput, VersionedOutput>> makers = creator != null
                ? List.of(creator)
                : index.makers(version).stream()
                        .filter(maker -> maker.call() <= read.end())
                        .limit(NOTED_MAX)
                        .toList();
        if (!makers.isEmpty() && !makers.contains(missed)) {
            reasons.add(note(
                    "Version " + version + ", which it found, " + (creator != null ? "was" : "can have been")
                            + " written by:",
                    makers));
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
            reasons.add(sentence("The key was not absent: no delete can have taken effect at that time."));
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
        offer(operation, reasons);
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
        boolean isInitial = initial.absent() && least == initial.version() && most >= least;
        return isInitial
                || index.deletes(least, most).stream()
                        .anyMatch(delete -> delete.call() <= operation.end() && index.witness(madeBy(delete)) == null);
    }

    private static long madeBy(Operation<VersionedInput, VersionedOutput> delete) {
        return delete.output() instanceof Written written
                ? written.version()
                : VersionedRegister.named(delete.input()) + 1;
    }

    private static Reason<VersionedInput, VersionedOutput> sentence(String text) {
        return note(text, List.of());
    }
}
