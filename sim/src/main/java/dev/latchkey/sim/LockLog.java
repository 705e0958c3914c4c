package dev.latchkey.sim;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.Mutex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients asked of one lock and were told, with steps of the {@link OperationLog}. */
final class LockLog {

    private final OperationLog clock;
    private final List<Recorded> all = new ArrayList<>();

    /** Owners whose hold somebody else has tried to break, so that their own release may find it gone. */
    private final Set<Object> broken = new HashSet<>();

    LockLog(OperationLog clock) {
        this.clock = clock;
    }

    /** One operation, which has no output as long as it is not answered. */
    final class Recorded {

        private final int number = clock.newNumber(); // why one each: an owner is another in each round
        private final Mutex.Input input;
        private final long call = clock.tick();
        private Mutex.Output output = Mutex.Output.UNKNOWN;
        private long end = Operation.OPEN;

        Recorded(Mutex.Input input) {
            this.input = input;
        }

        void end(Mutex.Output told) {
            output = told;
            end = clock.tick();
        }

        private Operation<Mutex.Input, Mutex.Output> operation() {
            boolean undone =
                    input instanceof Mutex.Input.Release release && !byOperator && broken.contains(release.owner());
            return new Operation<>(number, input, undone ? Mutex.Output.UNKNOWN : output, call, end);
        }

        private boolean byOperator;
    }

    Recorded acquire(Object owner) {
        return add(new Recorded(new Mutex.Input.Acquire(owner)));
    }

    Recorded release(Object owner) {
        return add(new Recorded(new Mutex.Input.Release(owner)));
    }

    /** Somebody else releases the lock of {@code owner}. */
    Recorded breakHold(Object owner) {
        broken.add(owner);
        Recorded recorded = release(owner);
        recorded.byOperator = true;
        return recorded;
    }

    private Recorded add(Recorded recorded) {
        all.add(recorded);
        return recorded;
    }

    int size() {
        return all.size();
    }

    List<Operation<Mutex.Input, Mutex.Output>> history() {
        return all.stream().map(Recorded::operation).toList();
    }

    /** Whether the hold of {@code owner} was ever to be broken. */
    boolean isBroken(@Nullable Object owner) {
        return broken.contains(owner);
    }
}
