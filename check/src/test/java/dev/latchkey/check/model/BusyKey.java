package dev.latchkey.check.model;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Generates long linearizable histories of one key and many clients, each of which uses the state it last observed. */
final class BusyKey {

    private final SplittableRandom random;
    private final int clients;
    private final boolean deletes;
    private VersionedState state = VersionedState.NEW;

    BusyKey(long seed, int clients, boolean deletes) {
        this.random = new SplittableRandom(seed);
        this.clients = clients;
        this.deletes = deletes;
    }

    List<Operation<VersionedInput, VersionedOutput>> history(int operations) {
        List<Operation<VersionedInput, VersionedOutput>> history = new ArrayList<>(operations);
        VersionedState[] seen = new VersionedState[clients];
        long[] free = new long[clients];
        long now = 0;
        while (history.size() < operations) {
            now += 1000;
            int client = random.nextInt(clients);
            // The operation takes effect at `now`; its call is after the client's last end.
            long call = Math.max(free[client], now - random.nextInt(clients * 1000));
            long end = now + random.nextInt(clients * 500);
            free[client] = end + 1;
            if (call > now) {
                continue;
            }
            VersionedInput input = input(seen[client] == null ? state : seen[client]);
            VersionedOutput output = answer(input);
            seen[client] = state;
            history.add(fate(new Operation<>(client, input, output, call, end)));
        }
        return history;
    }

    /** One write in a hundred gets no answer, and one in a hundred gets MAYBE. */
    private Operation<VersionedInput, VersionedOutput> fate(Operation<VersionedInput, VersionedOutput> operation) {
        int fate = random.nextInt(100);
        boolean later = operation.output() instanceof Conflict conflict
                && conflict.current() > VersionedRegister.named(operation.input());
        if (operation.input() instanceof Put put && put.version() > 0 && fate < 2) {
            return fate == 0
                    ? new Operation<>(
                            operation.client(), put, VersionedOutput.UNKNOWN, operation.call(), Operation.OPEN)
                    : later || operation.output() instanceof Written
                            ? new Operation<>(
                                    operation.client(), put, VersionedOutput.MAYBE, operation.call(), operation.end())
                            : operation;
        }
        return operation;
    }

    private VersionedInput input(VersionedState last) {
        int kind = random.nextInt(20);
        if (kind < 10) {
            return new Get();
        }
        if (last.value() == null) {
            return new Put("value " + random.nextInt(), 0);
        }
        return deletes && kind == 19
                ? new Delete(last.version())
                : new Put("value " + random.nextInt(), last.version());
    }

    private VersionedOutput answer(VersionedInput input) {
        Object value = state.value();
        if (input instanceof Get) {
            return value == null ? VersionedOutput.NO_KEY : new Found(value, state.version());
        }
        long named = VersionedRegister.named(input);
        if (value == null ? named == 0 : named == state.version()) {
            state = new VersionedState(input instanceof Put put ? put.value() : null, state.version() + 1);
            return new Written(state.version());
        }
        return value == null ? VersionedOutput.NO_KEY : new Conflict(state.version());
    }
}
