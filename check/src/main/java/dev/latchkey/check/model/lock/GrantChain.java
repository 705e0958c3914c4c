package dev.latchkey.check.model.lock;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The grants of a fenced lock in the order of their tokens, each followed by the release that ended it. */
final class GrantChain {

    /** A grant and the release that ended it. */
    private static final class Hold {
        final Operation<Input, Output> grant;

        @Nullable
        Operation<Input, Output> release;

        Hold(Operation<Input, Output> grant) {
            this.grant = grant;
        }

        long token() {
            return grant.output() instanceof Output.Granted granted ? granted.token() : 0;
        }
    }

    /** A grant, if {@code hold} is present, or a release that certainly took effect. */
    private record Event(
            Operation<Input, Output> operation, @Nullable Hold hold) {}

    /** The operations of one owner. */
    private static final class Owner {
        final List<Event> events = new ArrayList<>();

        /** Releases that may have taken effect. */
        final List<Operation<Input, Output>> openReleases = new ArrayList<>();
    }

    private final Map<Object, Owner> owners = new HashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final List<Operation<Input, Output>> refusals = new ArrayList<>();
    private final List<Operation<Input, Output>> chain = new ArrayList<>();
    private boolean hasUnknownAcquires;
    private boolean ambiguous;
    private boolean contradictory;

    private GrantChain() {}

    static GrantChain of(List<Operation<Input, Output>> history, Budget budget) {
        GrantChain grants = new GrantChain();
        for (int i = 0; i < history.size() && !grants.ambiguous; i++) {
            grants.add(history.get(i));
            grants.ambiguous |= budget.isOverAt(i + 1);
        }
        grants.owners.values().forEach(grants::pairWithCertainReleases);
        if (!grants.ambiguous) {
            grants.link();
        }
        return grants;
    }

    static Object owner(Operation<Input, Output> operation) {
        return operation.input() instanceof Input.Acquire acquire
                ? acquire.owner()
                : ((Input.Release) operation.input()).owner();
    }

    /** Returns LEGAL if the chain is complete. */
    Answer answer() {
        return ambiguous ? Answer.UNKNOWN : contradictory ? contradiction() : Answer.LEGAL;
    }

    /** Returns the answer if there is no solution without the acquires whose result is unknown. */
    Answer contradiction() {
        return hasUnknownAcquires ? Answer.UNKNOWN : Answer.ILLEGAL;
    }

    /** The grants and releases in their order. Every grant but the last one is followed by a release. */
    List<Operation<Input, Output>> chain() {
        return chain;
    }

    /** The operations that returned and were refused. */
    List<Operation<Input, Output>> refusals() {
        return refusals;
    }

    private void add(Operation<Input, Output> operation) {
        boolean isOpen = operation.end() == Operation.OPEN;
        boolean isAcquire = operation.input() instanceof Input.Acquire;
        Output output = operation.output();
        if (output instanceof Output.Refused) {
            if (!isOpen) {
                refusals.add(operation);
            }
        } else if (output instanceof Output.Unknown && !isOpen) {
            ambiguous = true;
        } else if (output instanceof Output.Unknown && isAcquire) {
            hasUnknownAcquires = true;
        } else if (isAcquire && output instanceof Output.Granted) {
            addGrant(operation);
        } else if (!isAcquire && !(output instanceof Output.Granted)) {
            addRelease(operation);
        } else {
            contradictory |= !isOpen;
        }
    }

    private void addGrant(Operation<Input, Output> grant) {
        Hold hold = new Hold(grant);
        holds.add(hold);
        of(grant).events.add(new Event(grant, hold));
        ambiguous |= grant.end() == Operation.OPEN;
    }

    private void addRelease(Operation<Input, Output> release) {
        if (release.end() == Operation.OPEN) {
            of(release).openReleases.add(release);
        } else {
            of(release).events.add(new Event(release, null));
        }
    }

    private Owner of(Operation<Input, Output> operation) {
        return owners.computeIfAbsent(owner(operation), ignored -> new Owner());
    }

    /** A release ends the last grant to its owner, which is clear if the owner does one thing at a time. */
    private void pairWithCertainReleases(Owner owner) {
        owner.events.sort(Comparator.comparingLong(event -> event.operation().call()));
        Hold held = null;
        long end = Long.MIN_VALUE;
        for (Event event : owner.events) {
            ambiguous |= event.operation().call() <= end;
            end = event.operation().end();
            if (event.hold() != null) {
                held = event.hold();
            } else if (held != null) {
                held.release = event.operation();
                held = null;
            } else {
                contradictory = true;
            }
        }
    }

    private void link() {
        holds.sort(Comparator.comparingLong(Hold::token));
        Map<Owner, Queue<Operation<Input, Output>>> unused = new HashMap<>();
        long token = 0;
        for (int i = 0; i < holds.size(); i++) {
            Hold hold = holds.get(i);
            contradictory |= hold.token() <= token;
            token = hold.token();
            chain.add(hold.grant);
            Operation<Input, Output> release = hold.release == null
                    ? unused.computeIfAbsent(of(hold.grant), GrantChain::byCall).poll()
                    : hold.release;
            if (release != null) {
                chain.add(release);
            } else {
                contradictory |= i < holds.size() - 1;
            }
        }
    }

    private static Queue<Operation<Input, Output>> byCall(Owner owner) {
        owner.openReleases.sort(Comparator.comparingLong(Operation::call));
        return new ArrayDeque<>(owner.openReleases);
    }
}
