package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A hash of what a step does, by which a session tells a retry from another command with the same number. It depends on the verb, the
 * key, the value, the version, the owner and the guard, for a transaction on those of its operations, and on nothing else: not on the acknowledged numbers, the sender or the time.
 * The hash is part of the format: docs/format/state.md.
 */
final class Fingerprint implements Command.Cases<Long> {

    private static final Fingerprint INSTANCE = new Fingerprint();

    /** Why a constant key: every node must compute the same hash, and a client that makes two commands collide only harms itself. */
    private static final SipHash HASH = new SipHash(0, 0);

    private static final int PUT = 2;
    private static final int DELETE = 3;
    private static final int KEEP = 6;
    private static final int TRANSACTION = 15;
    private static final int CHECK = 16;
    private static final int READ = 17;
    private static final int OBSERVE = 19;
    private static final int UNCHANGED_PRESENT = 20;
    private static final int UNCHANGED_ABSENT = 21;
    private static final int FIELDS_BYTES = 9 * Long.BYTES;
    private static final byte[] NOTHING = {};
    private static final SessionId NO_SESSION = new SessionId(0, 0);

    private Fingerprint() {}

    /** Returns the fingerprint of the step of a {@link Command.Once}, which is never 0. */
    static long of(Command.Write step) {
        long hash = step.match(INSTANCE);
        return hash == 0 ? 1 : hash;
    }

    private static long hash(
            int verb,
            byte[] key,
            byte[] value,
            long number,
            Command.@Nullable Owner owner,
            Command.@Nullable Guard guard) {
        ByteBuffer fields = ByteBuffer.allocate(FIELDS_BYTES);
        put(fields, verb, key, value, number, owner, guard);
        return HASH.of(fields.array());
    }

    private static void put(
            ByteBuffer fields,
            int verb,
            byte[] key,
            byte[] value,
            long number,
            Command.@Nullable Owner owner,
            Command.@Nullable Guard guard) {
        fields.putLong(verb).putLong(HASH.of(key)).putLong(HASH.of(value)).putLong(number);
        fields.putLong(owner == null ? 0 : 1);
        (owner == null ? NO_SESSION : owner.session()).writeTo(fields);
        fields.putLong(guard == null ? 0 : HASH.of(guard.key().bytes));
        fields.putLong(guard == null ? -1 : guard.version().number());
    }

    @Override
    public Long put(Command.Put step) {
        return hash(PUT, step.key().bytes, step.value().bytes, step.expected().number(), step.owner(), step.guard());
    }

    @Override
    public Long delete(Command.Delete step) {
        return hash(DELETE, step.key().bytes, NOTHING, step.expected().number(), null, step.guard());
    }

    /** The same fields for each of the operations, after the verb. */
    @Override
    public Long transaction(Command.Transaction step) {
        ByteBuffer fields = ByteBuffer.allocate(Long.BYTES + step.operations().size() * FIELDS_BYTES)
                .putLong(TRANSACTION);
        OperationFields of = new OperationFields(fields);
        step.operations().forEach(operation -> operation.matchOperation(of));
        return HASH.of(fields.array());
    }

    private record OperationFields(ByteBuffer fields) implements Command.OperationCases<ByteBuffer> {

        @Override
        public ByteBuffer check(Command.Check check) {
            return add(CHECK, check.key(), NOTHING, check.version().number(), null, null);
        }

        @Override
        public ByteBuffer observe(Command.Observe observe) {
            return add(OBSERVE, observe.key(), NOTHING, 0, null, null);
        }

        @Override
        public ByteBuffer unchanged(Command.Unchanged unchanged) {
            int verb = unchanged.isPresent() ? UNCHANGED_PRESENT : UNCHANGED_ABSENT;
            return add(verb, unchanged.key(), NOTHING, unchanged.version().number(), null, null);
        }

        @Override
        public ByteBuffer read(Command.Read read) {
            return add(READ, read.key(), NOTHING, read.withVersion() ? 1 : 0, null, null);
        }

        @Override
        public ByteBuffer put(Command.Put put) {
            return add(PUT, put.key(), put.value().bytes, put.expected().number(), put.owner(), put.guard());
        }

        @Override
        public ByteBuffer delete(Command.Delete delete) {
            return add(DELETE, delete.key(), NOTHING, delete.expected().number(), null, delete.guard());
        }

        private ByteBuffer add(
                int verb,
                Key key,
                byte[] value,
                long number,
                Command.@Nullable Owner owner,
                Command.@Nullable Guard guard) {
            Fingerprint.put(fields, verb, key.bytes, value, number, owner, guard);
            return fields;
        }
    }

    @Override
    public Long keepSession(Command.KeepSession step) {
        return hash(KEEP, NOTHING, NOTHING, step.ttlMillis(), null, null);
    }

    @Override
    public Long cancel(Command.Cancel step) {
        throw notAStep(step);
    }

    @Override
    public Long get(Command.Get command) {
        throw notAStep(command);
    }

    @Override
    public Long renewSession(Command.RenewSession command) {
        throw notAStep(command);
    }

    @Override
    public Long history(HistoryRead command) {
        throw notAStep(command);
    }

    @Override
    public Long listKeys(Command.ListKeys command) {
        throw notAStep(command);
    }

    @Override
    public Long openSession(Command.OpenSession command) {
        throw notAStep(command);
    }

    @Override
    public Long closeSession(Command.CloseSession command) {
        throw notAStep(command);
    }

    @Override
    public Long endSession(Command.EndSession command) {
        throw notAStep(command);
    }

    @Override
    public Long once(Command.Once command) {
        throw notAStep(command);
    }

    private static IllegalArgumentException notAStep(Command command) {
        return new IllegalArgumentException("no step of a session: " + command);
    }
}
