package dev.latchkey.check.model;

import static dev.latchkey.check.model.VersionFacts.ABSENT;
import static dev.latchkey.check.model.VersionFacts.PRESENT;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Maybe;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sequence of versions of a key: for each version, whether the key was present or absent, and which writes may have made it.
 * Versions up to {@link VersionFacts#top} certainly existed; the chain extends further as far as writes with an unknown
 * result may have taken it.
 */
final class VersionChain {

    private final VersionFacts facts;
    private final List<Operation<VersionedInput, VersionedOutput>> candidates;

    /** The candidates for each version, as linked lists of indexes into {@code candidates}. */
    private final int[] firstCandidate;

    private final int[] nextCandidate;

    /** Creates with an unknown result: each may have made any version that follows an absent one. */
    private final List<Operation<VersionedInput, VersionedOutput>> creates = new ArrayList<>();

    /** Versions that only one of these creates can have made. */
    private final List<Integer> created = new ArrayList<>();

    /** The create assigned to each of these versions. */
    private final Map<Integer, Operation<VersionedInput, VersionedOutput>> assigned = new HashMap<>();

    /** Intervals in which the key must be present at a version later than the one in {@code refused} of the same index. */
    final TimeIntervals refusals = new TimeIntervals();

    final List<Long> refused = new ArrayList<>();

    /** The last version of the chain. */
    int last;

    /** Whether there may be versions after the last. */
    boolean openEnded;

    /** Whether the facts allow several chains, so that a search is needed. */
    boolean ambiguous;

    VersionChain(VersionFacts facts) {
        this.facts = facts;
        candidates = facts.candidates;
        firstCandidate = new int[facts.top + candidates.size() + 2];
        nextCandidate = new int[candidates.size()];
        Arrays.fill(firstCandidate, -1);
        groupCandidates();
        for (int at = 1; at <= facts.top && decided(); at++) {
            settle(at);
        }
        last = facts.top;
        if (decided()) {
            extend();
            assignCreates();
            for (int i = 0; i < facts.maybes.size() && decided(); i++) {
                resolveMaybe(facts.maybes.get(i));
            }
        }
    }

    private boolean decided() {
        return !ambiguous && !facts.contradiction;
    }

    private void groupCandidates() {
        for (int i = 0; i < candidates.size(); i++) {
            Operation<VersionedInput, VersionedOutput> candidate = candidates.get(i);
            long named = VersionedRegister.named(candidate.input());
            boolean isReported = candidate.output() instanceof Written;
            if (named == 0 && !isReported) {
                creates.add(candidate);
                continue;
            }
            long made = isReported ? ((Written) candidate.output()).version() : named + 1;
            long at = made - facts.first;
            boolean possible = at > 0
                    && at < firstCandidate.length
                    && made > 0
                    && !(made == Long.MAX_VALUE && candidate.input() instanceof Put);
            if (possible) {
                nextCandidate[i] = firstCandidate[(int) at];
                firstCandidate[(int) at] = i;
            }
        }
    }

    /** Determines whether the key was present or absent at a version that certainly existed. */
    private void settle(int at) {
        if (facts.hasCreator(at)) {
            return;
        }
        if (facts.kind[at - 1] == ABSENT) {
            facts.learnKind(at, PRESENT);
            boolean isReported = candidates(at, PRESENT) > 0;
            ambiguous |= isReported && !creates.isEmpty();
            if (!isReported) {
                created.add(at);
            }
        } else if (facts.kind[at] == 0) {
            facts.kind[at] = onlyKind(at);
            ambiguous |= facts.kind[at] == 0 && candidates(at, PRESENT) > 0;
            facts.contradiction |= facts.kind[at] == 0 && !ambiguous;
        }
    }

    /** Returns the only kind of version that the candidates can have made here; 0 if they can have made none or both. */
    private byte onlyKind(int at) {
        boolean put = candidates(at, PRESENT) > 0;
        boolean delete = candidates(at, ABSENT) > 0;
        return put == delete ? 0 : put ? PRESENT : ABSENT;
    }

    private void extend() {
        while (!openEnded) {
            int at = last + 1;
            facts.ensureCapacity(at);
            boolean absent = facts.kind[last] == ABSENT;
            boolean both = candidates(at, PRESENT) > 0 && candidates(at, ABSENT) > 0;
            openEnded = absent ? !creates.isEmpty() : both;
            byte kind = onlyKind(at);
            if (openEnded || kind == 0) {
                return;
            }
            facts.kind[at] = kind;
            last = at;
        }
    }

    /**
     * Assigns creates with an unknown result to versions. A version whose value was read gets the only create of that value. The
     * remaining versions get the remaining creates in the order of their calls: nothing else distinguishes these creates, and if
     * a solution assigns two of them in the opposite order, exchanging them gives a solution too.
     */
    private void assignCreates() {
        if (created.isEmpty()) {
            return;
        }
        Map<Object, List<Operation<VersionedInput, VersionedOutput>>> byValue = new HashMap<>();
        creates.forEach(create -> byValue.computeIfAbsent(((Put) create.input()).value(), v -> new ArrayList<>())
                .add(create));
        Set<Operation<VersionedInput, VersionedOutput>> taken = new HashSet<>();
        List<Integer> unseen = new ArrayList<>();
        for (int at : created) {
            Object value = facts.value[at];
            if (value == null) {
                unseen.add(at);
            } else {
                var fitting = byValue.getOrDefault(value, List.of());
                facts.contradiction |= fitting.isEmpty();
                ambiguous |= fitting.size() != 1 || !taken.add(fitting.get(0));
                fitting.forEach(create -> assign(at, create));
            }
            if (!decided()) {
                return;
            }
        }
        creates.removeAll(taken);
        creates.sort(Comparator.comparingLong(Operation::call));
        ambiguous |= !unseen.isEmpty() && creates.stream().anyMatch(create -> create.output() instanceof Maybe);
        facts.contradiction |= !ambiguous && unseen.size() > creates.size();
        for (int i = 0; i < unseen.size() && decided(); i++) {
            assign(unseen.get(i), creates.get(i));
        }
    }

    private void assign(int at, Operation<VersionedInput, VersionedOutput> create) {
        facts.createdFrom[at] = create.call();
        facts.createdUntil[at] = create.end();
        assigned.put(at, create);
    }

    /**
     * Adds what a Maybe implies. A put that did not take effect met a later version, and a put that did take effect made one. So
     * in either case the key was at a later version at some time during the put.
     */
    private void resolveMaybe(Operation<VersionedInput, VersionedOutput> write) {
        long named = VersionedRegister.named(write.input());
        if (write.input() instanceof Delete) {
            long at = named + 1 - facts.first;
            boolean inChain = at > 0 && at <= last;
            if (inChain && !facts.hasCreator((int) at) && facts.kind[(int) at] == ABSENT) {
                ambiguous |= at > facts.top || candidates((int) at, ABSENT) > 1;
                return;
            }
            ambiguous |= openEnded && at > last;
        }
        refusals.add(write.call(), write.end());
        refused.add(named);
    }

    /** Returns the number of candidates that fit, counting at most 2. */
    private int candidates(int at, byte kind) {
        int count = 0;
        for (int i = at < firstCandidate.length ? firstCandidate[at] : -1; i >= 0 && count < 2; i = nextCandidate[i]) {
            count += fits(candidates.get(i), at, kind) ? 1 : 0;
        }
        return count;
    }

    private boolean fits(Operation<VersionedInput, VersionedOutput> candidate, int at, byte kind) {
        if (candidate.input() instanceof Put put) {
            Object seen = facts.value[at];
            boolean follows = facts.kind[at - 1] == (put.version() == 0 ? ABSENT : PRESENT);
            return kind == PRESENT && follows && (seen == null || seen.equals(put.value()));
        }
        return kind == ABSENT && facts.kind[at - 1] == PRESENT;
    }

    /** Returns the earliest time from {@code from} on at which a version can have been made; {@link Long#MAX_VALUE} if none. */
    long earliest(int at, long from) {
        if (facts.hasCreator(at)) {
            long time = Math.max(from, facts.createdFrom[at]);
            return time <= facts.createdUntil[at] ? time : Long.MAX_VALUE;
        }
        long earliest = Long.MAX_VALUE;
        for (int i = firstCandidate[at]; i >= 0; i = nextCandidate[i]) {
            long time = Math.max(from, candidates.get(i).call());
            if (time < earliest && time <= candidates.get(i).end() && fits(candidates.get(i), at, facts.kind[at])) {
                earliest = time;
            }
        }
        return earliest;
    }

    /** Returns a candidate that may have made a version at this time; null if its creator is known from its result. */
    @Nullable
    Operation<VersionedInput, VersionedOutput> maker(int at, long time) {
        if (facts.hasCreator(at)) {
            return assigned.get(at);
        }
        for (int i = firstCandidate[at]; i >= 0; i = nextCandidate[i]) {
            var candidate = candidates.get(i);
            if (candidate.call() <= time && time <= candidate.end() && fits(candidate, at, facts.kind[at])) {
                return candidate;
            }
        }
        return null;
    }
}
