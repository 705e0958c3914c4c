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

/** What the operations on one key say of each of its versions, in arrays indexed by version minus the first. */
final class VersionFacts {

    static final byte PRESENT = 1;
    static final byte ABSENT = 2;

    /** The call of a creator that is not known: an operation that has ended was called before. */
    private static final long NOBODY = Long.MAX_VALUE;

    final long first;
    private final int writesMax;

    /** The highest version that was certainly there. */
    int top;

    /** PRESENT, ABSENT, or 0 where nothing is known. */
    byte[] kind = new byte[16];

    @Nullable
    Object[] value = new Object[16];

    /** When the write that is known to have made the version was called and ended. */
    long[] createdFrom = new long[16];

    long[] createdUntil = new long[16];

    /** The version was made at this time or later, since the one before was seen then. */
    long[] after = new long[16];

    /** The version was made at this time or before, since it was seen then. */
    long[] before = new long[16];

    /** Writes that may have been done. */
    final List<Operation<VersionedInput, VersionedOutput>> candidates = new ArrayList<>();

    /** Those that must have been refused by a later version if they were not done. */
    final List<Operation<VersionedInput, VersionedOutput>> doubts = new ArrayList<>();

    /** Those that must meet the key absent. */
    final Moments absences = new Moments();

    /** No order is possible. */
    boolean contradiction;

    /** Something was said that these facts do not hold. */
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
            perhaps(operation, output);
        } else if (output instanceof Written written) {
            written(operation, written.version());
        } else if (output instanceof Conflict conflict) {
            contradiction |= conflict.current() == VersionedRegister.named(operation.input());
            seen(operation, conflict.current(), null);
        } else if (output instanceof Maybe) {
            candidates.add(operation);
            doubts.add(operation);
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

    /** A write that need not have been done. One with an answer that cannot be true was not. */
    private void perhaps(Operation<VersionedInput, VersionedOutput> write, VersionedOutput output) {
        boolean told = output instanceof Written written
                && (VersionedRegister.named(write.input()) == 0
                        || written.version() - 1 == VersionedRegister.named(write.input()));
        if (told || output instanceof Maybe || output instanceof Unknown) {
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
        isKind(at - 1, named == 0 ? ABSENT : PRESENT);
        if (write.input() instanceof Put put) {
            contradiction |= version == Long.MAX_VALUE;
            isKind(at, PRESENT);
            holds(at, put.value());
        } else {
            isKind(at, ABSENT);
        }
    }

    /** Whether the operation that made the version is known. */
    boolean hasCreator(int at) {
        return createdFrom[at] != NOBODY;
    }

    private void seen(Operation<VersionedInput, VersionedOutput> operation, long version, @Nullable Object held) {
        int at = index(version);
        if (contradiction) {
            return;
        }
        contradiction |= version == Long.MAX_VALUE;
        isKind(at, PRESENT);
        if (held != null) {
            holds(at, held);
        }
        before[at] = Math.min(before[at], operation.end());
        after[at + 1] = Math.max(after[at + 1], operation.call());
    }

    void isKind(int at, byte known) {
        contradiction |= kind[at] != 0 && kind[at] != known;
        kind[at] = known;
    }

    private void holds(int at, Object held) {
        Object known = value[at];
        if (known == null) {
            value[at] = held;
        } else {
            contradiction |= !known.equals(held);
        }
    }

    /** The place of a version in the arrays; there cannot be more versions than operations. */
    private int index(long version) {
        if (version < first || version - first > writesMax) {
            contradiction = true;
            return 0;
        }
        int at = (int) (version - first);
        top = Math.max(top, at);
        makeRoom(at);
        return at;
    }

    /** Room for one more version than {@code at}. */
    void makeRoom(int at) {
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
        Arrays.fill(createdFrom, from, createdFrom.length, NOBODY);
        Arrays.fill(after, from, after.length, Long.MIN_VALUE);
        Arrays.fill(before, from, before.length, Long.MAX_VALUE);
    }
}
