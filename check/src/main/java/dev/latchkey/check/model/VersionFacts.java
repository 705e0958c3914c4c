package dev.latchkey.check.model;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Maybe;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Unknown;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operations on one key imply about each of its versions, in arrays indexed by version minus the first version. */
final class VersionFacts {

    static final byte PRESENT = 1;
    static final byte ABSENT = 2;

    /** The call time of an unknown creator. A known creator has an end, so its call time is less than this. */
    private static final long NO_CREATOR = Long.MAX_VALUE;

    final long first;
    private final int writesMax;

    /** The highest version that certainly existed. */
    int top;

    /** PRESENT, ABSENT, or 0 if unknown. */
    byte[] kind = new byte[16];

    @Nullable
    Object[] value = new Object[16];

    /** The call and the end of the write that is known to have made the version. */
    long[] createdFrom = new long[16];

    long[] createdUntil = new long[16];

    /** The version was made at or after this time, since the version before it was observed then. */
    long[] after = new long[16];

    /** The version was made at or before this time, since it was observed then. */
    long[] before = new long[16];

    /** Writes that may or may not have taken effect. */
    final List<Operation<VersionedInput, VersionedOutput>> candidates = new ArrayList<>();

    /** Writes that, if they did not take effect, were refused because of a later version. */
    final List<Operation<VersionedInput, VersionedOutput>> maybes = new ArrayList<>();

    /** Intervals in which the key must be absent at some time. */
    final TimeIntervals absences = new TimeIntervals();

    /** Whether the facts contradict each other, so that the history is not linearizable. */
    boolean contradiction;

    /** Whether the history contains something that these facts cannot represent. */
    boolean incomplete;

    VersionFacts(VersionedState initial, int operations) {
        first = initial.version();
        writesMax = operations;
        fill(0);
        kind[0] = initial.absent() ? ABSENT : PRESENT;
        value[0] = initial.value();
    }

    void add(Operation<VersionedInput, VersionedOutput> operation) {
        VersionedOutput output = operation.output();
        if (operation.input() instanceof Get) {
            read(operation, output);
        } else if (operation.end() == Operation.OPEN) {
            addCandidate(operation, output);
        } else if (output instanceof Written written) {
            written(operation, written.version());
        } else if (output instanceof Conflict conflict) {
            contradiction |= conflict.current() == VersionedRegister.named(operation.input());
            seen(operation, conflict.current(), null);
        } else if (output instanceof Maybe) {
            candidates.add(operation);
            maybes.add(operation);
        } else if (output instanceof NoKey && VersionedRegister.named(operation.input()) > 0) {
            absences.add(operation.call(), operation.end());
        } else {
            incomplete |= output instanceof Unknown;
            contradiction |= !(output instanceof Unknown);
        }
    }

    private void read(Operation<VersionedInput, VersionedOutput> get, VersionedOutput output) {
        if (get.end() == Operation.OPEN) {
            return;
        }
        if (output instanceof Found found) {
            seen(get, found.version(), found.value());
        } else if (output instanceof NoKey) {
            absences.add(get.call(), get.end());
        } else {
            contradiction |= !(output instanceof Unknown);
        }
    }

    /** Adds an open write. It cannot have taken effect if its result is not possible. */
    private void addCandidate(Operation<VersionedInput, VersionedOutput> write, VersionedOutput output) {
        boolean isPossible = output instanceof Written written
                && (VersionedRegister.named(write.input()) == 0
                        || written.version() - 1 == VersionedRegister.named(write.input()));
        if (isPossible || output instanceof Maybe || output instanceof Unknown) {
            candidates.add(write);
        }
    }

    private void written(Operation<VersionedInput, VersionedOutput> write, long version) {
        long named = VersionedRegister.named(write.input());
        int at = index(version);
        contradiction |= at == 0 || (named > 0 && named != version - 1);
        if (contradiction) {
            return;
        }
        contradiction |= hasCreator(at);
        createdFrom[at] = write.call();
        createdUntil[at] = write.end();
        learnKind(at - 1, named == 0 ? ABSENT : PRESENT);
        if (write.input() instanceof Put put) {
            contradiction |= version == Long.MAX_VALUE;
            learnKind(at, PRESENT);
            learnValue(at, put.value());
        } else {
            learnKind(at, ABSENT);
        }
    }

    /** Returns whether the operation that made the version is known. */
    boolean hasCreator(int at) {
        return createdFrom[at] != NO_CREATOR;
    }

    private void seen(Operation<VersionedInput, VersionedOutput> operation, long version, @Nullable Object held) {
        int at = index(version);
        if (contradiction) {
            return;
        }
        contradiction |= version == Long.MAX_VALUE;
        learnKind(at, PRESENT);
        if (held != null) {
            learnValue(at, held);
        }
        before[at] = Math.min(before[at], operation.end());
        after[at + 1] = Math.max(after[at + 1], operation.call());
    }

    /** Records whether the key was present or absent at a version; a contradiction if it is known to be the other. */
    void learnKind(int at, byte known) {
        contradiction |= kind[at] != 0 && kind[at] != known;
        kind[at] = known;
    }

    private void learnValue(int at, Object held) {
        Object known = value[at];
        if (known == null) {
            value[at] = held;
        } else {
            contradiction |= !known.equals(held);
        }
    }

    /** Returns the index of a version in the arrays. There cannot be more versions than operations. */
    private int index(long version) {
        if (version < first || version - first > writesMax) {
            contradiction = true;
            return 0;
        }
        int at = (int) (version - first);
        top = Math.max(top, at);
        ensureCapacity(at);
        return at;
    }

    /** Grows the arrays, if needed, to hold index {@code at} and the one after it. */
    void ensureCapacity(int at) {
        int old = kind.length;
        if (at + 1 < old) {
            return;
        }
        int size = Math.max(2 * old, at + 2);
        kind = Arrays.copyOf(kind, size);
        value = Arrays.copyOf(value, size);
        createdFrom = Arrays.copyOf(createdFrom, size);
        createdUntil = Arrays.copyOf(createdUntil, size);
        after = Arrays.copyOf(after, size);
        before = Arrays.copyOf(before, size);
        fill(old);
    }

    private void fill(int from) {
        Arrays.fill(createdFrom, from, createdFrom.length, NO_CREATOR);
        Arrays.fill(after, from, after.length, Long.MIN_VALUE);
        Arrays.fill(before, from, before.length, Long.MAX_VALUE);
    }
}
