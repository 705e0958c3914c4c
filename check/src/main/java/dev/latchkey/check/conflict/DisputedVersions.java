package dev.latchkey.check.conflict;

import static dev.latchkey.check.Reason.because;
import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds operations that say different things of the same version, or of the same write. */
final class DisputedVersions {

    private final VersionedState initial;
    private final VersionIndex index;
    private final EarliestContradiction<VersionedInput, VersionedOutput> earliest;

    DisputedVersions(
            VersionedState initial,
            VersionIndex index,
            EarliestContradiction<VersionedInput, VersionedOutput> earliest) {
        this.initial = initial;
        this.index = index;
        this.earliest = earliest;
    }

    void twoMakers() {
        for (long version : index.made()) {
            var creators = index.makers(version).stream()
                    .filter(maker -> VersionIndex.isClosed(maker) && maker.output() instanceof Written)
                    .toList();
            if (creators.size() > 1) {
                earliest.offer(
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
                    earliest.offer(
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
                    earliest.offer(witness, reasons);
                }
            }
            var present = put.version() == 0 ? index.witness(version - 1) : null;
            if (present != null) {
                earliest.offer(
                        creator,
                        List.of(because(
                                "A create needs an absent key, but the key was present at version " + (version - 1)
                                        + ", and a delete would have made version " + version + ":",
                                List.of(present))));
            }
        } else if (index.witness(version) != null) {
            earliest.offer(
                    index.witnesses(version).get(0),
                    List.of(because("Version " + version + " was a delete, so the key was absent:", List.of(creator))));
        }
    }

    private void noteOtherWrites(List<Reason<VersionedInput, VersionedOutput>> reasons, Object value) {
        UnmadeVersions.noteWrites(
                reasons,
                "The write of this value made another version, or did not take effect:",
                "The writes of this value made other versions, or did not take effect:",
                index.putsOf(value));
    }

    /** A create with an unknown outcome took effect at most once. */
    void twoVersionsOfOneCreate() {
        Map<Object, Operation<VersionedInput, VersionedOutput>> firstRead = new LinkedHashMap<>();
        for (Operation<VersionedInput, VersionedOutput> read : index.closed()) {
            if (!(read.output() instanceof Found found) || !isOnlyOneCreate(found.value())) {
                continue;
            }
            var earlier = firstRead.putIfAbsent(found.value(), read);
            if (earlier != null && ((Found) earlier.output()).version() != found.version()) {
                earliest.offer(
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
}
