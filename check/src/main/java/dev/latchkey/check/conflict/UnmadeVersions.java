package dev.latchkey.check.conflict;

import static dev.latchkey.check.Reason.because;
import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds operations that saw a version that no operation can have made, or not in time. */
final class UnmadeVersions {

    /** The maximum number of operations in a sentence that only gives background. */
    static final int NOTED_MAX = 2;

    private final VersionedState initial;
    private final VersionIndex index;
    private final EarliestContradiction<VersionedInput, VersionedOutput> earliest;

    UnmadeVersions(
            VersionedState initial,
            VersionIndex index,
            EarliestContradiction<VersionedInput, VersionedOutput> earliest) {
        this.initial = initial;
        this.index = index;
        this.earliest = earliest;
    }

    void withoutMaker(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Found found) {
            withoutMaker(operation, found.version(), found.value());
        } else if (operation.output() instanceof Conflict conflict) {
            withoutMaker(operation, conflict.current(), null);
        } else if (operation.output() instanceof Written) {
            long named = VersionIndex.named(operation.input());
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
                earliest.offer(operation, List.of(note("Initially version " + version + " had another value.")));
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
        boolean isBarred = version - 1 == initial.version() && initial.value() != null;
        var present = isBarred ? null : index.witness(version - 1);
        boolean isCreated =
                index.creates().stream().anyMatch(create -> makes(create, value) && create.call() <= operation.end());
        if (isCreated && !isBarred && present == null) {
            return;
        }
        List<Operation<VersionedInput, VersionedOutput>> creates =
                index.creates().stream().filter(create -> makes(create, value)).toList();
        earliest.offer(operation, reasonsWithoutMaker(version, value, late, creates, isCreated ? present : null));
    }

    static boolean makes(Operation<VersionedInput, VersionedOutput> maker, @Nullable Object value) {
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
            reasons.add(note("No operation wrote this value."));
        } else if (late.isEmpty() && creates.isEmpty() && elsewhere.isEmpty()) {
            reasons.add(note("No operation can have made " + what + "."));
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
    static void noteWrites(
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
    void gap() {
        long version = initial.version() + 1;
        long reached =
                index.closed().stream().mapToLong(VersionIndex::reached).max().orElse(Long.MIN_VALUE);
        // Why the bound: there can be no more versions than writes, so the first gap is near if the versions are far
        // apart.
        for (int i = 0; i <= index.writes() && version < reached; i++) {
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
                new ArrayList<>(List.of(note("No operation can have made version " + version + " before it.")));
        if (present != null) {
            reasons.add(because(
                    "The key was present at version " + (version - 1)
                            + ", so the next version was not made by a create:",
                    List.of(present)));
        }
        index.closed().stream()
                .filter(operation -> VersionIndex.reached(operation) > version)
                .findFirst()
                .ifPresent(operation -> earliest.offer(operation, reasons));
    }

    private boolean canBeMade(long version) {
        boolean isBarred =
                (version - 1 == initial.version() && initial.value() != null) || index.witness(version - 1) != null;
        return !index.makers(version).isEmpty()
                || (!isBarred && !index.creates().isEmpty());
    }
}
