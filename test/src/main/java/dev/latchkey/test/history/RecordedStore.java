package dev.latchkey.test.history;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.RecordedResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations that were executed on one store. An operation begins when its first request is about to be sent to the server, and ends
 * when the server's first reply has arrived, whether or not the client receives it. Not thread-safe.
 */
final class RecordedStore {

    /** More than a test executes. */
    private static final int OPERATIONS_MAX = 1_000_000;

    /** One operation. All requests with the same number in the same session are one. */
    static final class Op {

        private final int client;
        private final RecordedCall call;
        private final long called;
        private long returned = Operation.OPEN;
        private @Nullable RecordedResult answer;
        private int sends;
        private boolean isVoid;

        Op(int client, RecordedCall call, long called) {
            this.client = client;
            this.call = call;
            this.called = called;
        }

        RecordedOperation recorded() {
            return new RecordedOperation(0, client, called, call, returned, answer);
        }
    }

    private final List<Op> operations = new ArrayList<>();
    private final Map<String, Op> once = new HashMap<>();
    private final Set<String> owned = new HashSet<>();
    private final BitSet busy = new BitSet();
    private @Nullable String obstacle;

    /** Begins an operation. Its client is a number that has no other operation under way. */
    Op begin(RecordedCall call, long now) {
        int client = busy.nextClearBit(0);
        busy.set(client);
        Op op = new Op(client, call, now);
        op.sends = 1;
        if (operations.size() < OPERATIONS_MAX) {
            operations.add(op);
        } else {
            cannotCheck("it has more than " + OPERATIONS_MAX + " operations");
        }
        return op;
    }

    /** Begins a step of a session, or joins the one with the same number. */
    Op beginOnce(String number, RecordedCall call, long now) {
        Op known = once.get(number);
        if (known != null) {
            known.sends++;
            return known;
        }
        Op begun = begin(call, now);
        once.put(number, begun);
        return begun;
    }

    /** The step with this number; null if it was not sent. */
    @Nullable
    Op step(String number) {
        return once.get(number);
    }

    /** A reply to the operation has arrived: its result or, if {@code result} is null, a refusal without an effect. */
    void replied(Op op, @Nullable RecordedResult result, long now) {
        if (op.answer != null) {
            if (result != null && !result.equals(op.answer)) {
                cannotCheck("the server has replied differently to a retry of " + op.call + ": " + op.answer + ", then "
                        + result);
            }
        } else if (result != null) {
            op.answer = result;
            op.returned = now;
            busy.clear(op.client);
        } else if (op.sends == 1) {
            neverExecuted(op);
        }
    }

    /** The operation has had no effect and will have none. */
    void neverExecuted(Op op) {
        op.isVoid = true;
        busy.clear(op.client);
    }

    /** A key has an owner, with whose session it can be deleted, which no client requests. */
    void ownedKey(String key) {
        owned.add(key);
    }

    /** The history cannot be checked; only the first reason counts. */
    void cannotCheck(String reason) {
        if (obstacle == null) {
            obstacle = reason;
        }
    }

    /** Why the history cannot be checked or is wrong, a clause; null if it can be checked. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    /** The operations on keys that never had an owner. */
    List<RecordedOperation> operations() {
        return operations.stream()
                .filter(op -> !op.isVoid && !owned.contains(op.call.key()))
                .map(Op::recorded)
                .toList();
    }
}
