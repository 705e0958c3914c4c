package dev.latchkey.check.conflict;

import static dev.latchkey.check.Reason.because;
import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds two operations on a lock that contradict each other: two grants without a release of the first holder between them, two
 * releases without a grant, or two grants whose tokens do not grow. Finds no other contradictions.
 */
final class LockContradictions {

    private final Map<Object, OverlapIndex<Input, Output>> acquires = new HashMap<>();
    private final Map<Object, OverlapIndex<Input, Output>> releases = new HashMap<>();
    private final List<Operation<Input, Output>> grants = new ArrayList<>();
    private final EarliestContradiction<Input, Output> found = new EarliestContradiction<>();

    private LockContradictions(List<Operation<Input, Output>> history) {
        history.stream()
                .filter(operation -> !(operation.output() instanceof Output.Refused))
                .sorted(Comparator.<Operation<Input, Output>>comparingLong(Operation::end)
                        .thenComparingLong(Operation::call))
                .forEach(this::add);
    }

    /** Returns the contradiction that was certain first, if any is found. */
    static Optional<Contradiction<Input, Output>> in(List<Operation<Input, Output>> history) {
        return new LockContradictions(history).first();
    }

    private void add(Operation<Input, Output> operation) {
        boolean isAcquire = operation.input() instanceof Input.Acquire;
        (isAcquire ? acquires : releases)
                .computeIfAbsent(owner(operation), owner -> new OverlapIndex<>())
                .add(operation);
        if (isAcquire && isCertain(operation)) {
            grants.add(operation);
        }
    }

    private static Object owner(Operation<Input, Output> operation) {
        return operation.input() instanceof Input.Acquire acquire
                ? acquire.owner()
                : ((Input.Release) operation.input()).owner();
    }

    /** Whether the operation has certainly taken effect. */
    private static boolean isCertain(Operation<Input, Output> operation) {
        return operation.end() != Operation.OPEN && !(operation.output() instanceof Output.Unknown);
    }

    private Optional<Contradiction<Input, Output>> first() {
        for (int i = 1; i < grants.size(); i++) {
            twoHolders(grants.get(i - 1), grants.get(i));
        }
        List<Operation<Input, Output>> byToken = grants.stream()
                .filter(grant -> grant.output() instanceof Output.Granted)
                .sorted(Comparator.comparingLong(LockContradictions::token))
                .toList();
        for (int i = 1; i < byToken.size(); i++) {
            tokens(byToken.get(i - 1), byToken.get(i));
        }
        releases.values().forEach(this::twoReleases);
        return found.get();
    }

    private static long token(Operation<Input, Output> grant) {
        return ((Output.Granted) grant.output()).token();
    }

    private void offer(Operation<Input, Output> misfit, List<Reason<Input, Output>> reasons, long since) {
        found.offer(new Contradiction<>(misfit, reasons, since));
    }

    private void twoHolders(Operation<Input, Output> earlier, Operation<Input, Output> later) {
        if (earlier.end() < later.call()) {
            heldByBoth(earlier, later, later);
        }
    }

    private void tokens(Operation<Input, Output> less, Operation<Input, Output> greater) {
        if (token(less) == token(greater)) {
            var last = less.end() > greater.end() ? less : greater;
            offer(
                    last,
                    List.of(because(
                            "Token " + token(less) + " was granted twice:",
                            List.of(last.equals(less) ? greater : less))),
                    Long.MIN_VALUE);
        } else if (greater.end() < less.call()) {
            offer(
                    less,
                    List.of(because(
                            "It was called after the greater token " + token(greater) + " had been granted:",
                            List.of(greater))),
                    Long.MIN_VALUE);
        } else {
            heldByBoth(less, greater, less.end() > greater.end() ? less : greater);
        }
    }

    /** Offers two grants of which {@code earlier} took effect first, unless its holder can have released the lock in between. */
    private void heldByBoth(
            Operation<Input, Output> earlier, Operation<Input, Output> later, Operation<Input, Output> misfit) {
        OverlapIndex<Input, Output> ofHolder = releases.getOrDefault(owner(earlier), new OverlapIndex<>());
        if (ofHolder.anyWithin(earlier.call(), later.end())) {
            return;
        }
        List<Reason<Input, Output>> reasons = new ArrayList<>();
        boolean isLater = misfit.equals(later);
        reasons.add(because(
                isLater
                        ? "The lock was held, since it had been granted to " + owner(earlier) + ":"
                        : "The lock was granted with a greater token to " + owner(later) + " before a release:",
                List.of(isLater ? earlier : later)));
        ofHolder.operations().stream()
                .filter(release -> release.call() > later.end())
                .min(Comparator.comparingLong(Operation::call))
                .ifPresentOrElse(
                        release -> reasons.add(note(owner(earlier) + " released it only later:", List.of(release))),
                        () -> reasons.add(
                                note("No release of " + owner(earlier) + " was called after that.", List.of())));
        offer(misfit, reasons, earlier.call());
    }

    private void twoReleases(OverlapIndex<Input, Output> releasesOfOwner) {
        List<Operation<Input, Output>> done = releasesOfOwner.operations().stream()
                .filter(LockContradictions::isCertain)
                .toList();
        for (int i = 0; i < done.size(); i++) {
            Operation<Input, Output> release = done.get(i);
            OverlapIndex<Input, Output> ofOwner = acquires.getOrDefault(owner(release), new OverlapIndex<>());
            if (!ofOwner.anyWithin(Long.MIN_VALUE, release.end())) {
                offer(
                        release,
                        List.of(note("No acquire of " + owner(release) + " was called before.", List.of())),
                        Long.MIN_VALUE);
            } else if (i > 0
                    && done.get(i - 1).end() < release.call()
                    && !ofOwner.anyWithin(done.get(i - 1).call(), release.end())) {
                offer(
                        release,
                        List.of(because(
                                owner(release) + " had already released the lock, and not acquired it again:",
                                List.of(done.get(i - 1)))),
                        done.get(i - 1).call());
            }
        }
    }
}
