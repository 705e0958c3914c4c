package dev.latchkey.trial.torture;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Draws the writes of one key, one after another: creates, updates, deletes, and writes that must be refused. No other client writes the
 * key, so each write has exactly one possible outcome, however often it is sent and whenever the server is killed. Not thread-safe.
 */
final class KeyWriter {

    private static final int ALL = 100;
    private static final int REFUSED_CREATES = 5;
    private static final int REFUSED_UPDATES = 10;
    private static final int DELETES = 35;

    private final Key key;
    private final RandomGenerator chance;
    private State state = new State(Version.NONE, Optional.empty());
    private int values;

    KeyWriter(Key key, RandomGenerator chance) {
        this.key = key;
        this.chance = chance;
    }

    /**
     * The state of a key.
     *
     * @param version its last version, also of a key that was deleted
     * @param value empty if the key does not exist
     */
    record State(Version version, Optional<Value> value) {}

    /**
     * A write of a key.
     *
     * @param value empty for a delete
     * @param due the only outcome that it may have
     * @param after the state of the key after that outcome
     */
    record Write(Key key, Optional<Value> value, Version expected, PutOutcome due, State after) {

        CompletableFuture<PutOutcome> send(AsyncClerk clerk) {
            return value.map(written -> clerk.put(key, written, expected)).orElseGet(() -> clerk.delete(key, expected));
        }

        @Override
        public String toString() {
            return value.map(written -> "put " + key + " '" + written + "' at version " + expected)
                    .orElseGet(() -> "delete " + key + " at version " + expected);
        }
    }

    Key key() {
        return key;
    }

    State state() {
        return state;
    }

    /** Draws the next write. Call {@link #done} when it has its outcome. */
    Write next() {
        int drawn = chance.nextInt(ALL);
        Version now = state.version();
        if (state.value().isEmpty()) {
            return drawn < REFUSED_UPDATES
                    ? refused(drawn % 2 == 0, now.isNone() ? now.next() : now, new PutOutcome.ErrNoKey())
                    : done(true, Version.NONE);
        }
        if (drawn < REFUSED_CREATES) {
            return refused(true, Version.NONE, new PutOutcome.ErrVersion(now));
        }
        if (drawn < REFUSED_UPDATES) {
            return refused(drawn % 2 == 0, now.next(), new PutOutcome.ErrVersion(now));
        }
        return done(drawn >= DELETES, now);
    }

    private Write done(boolean isPut, Version expected) {
        Optional<Value> value = value(isPut);
        Version next = state.version().next();
        return new Write(key, value, expected, new PutOutcome.Ok(next), new State(next, value));
    }

    private Write refused(boolean isPut, Version expected, PutOutcome due) {
        return new Write(key, value(isPut), expected, due, state);
    }

    private Optional<Value> value(boolean isPut) {
        return isPut ? Optional.of(Value.of(key + "=" + values++)) : Optional.empty();
    }

    /** The write has taken effect, or was refused, as it was due. */
    void done(Write write) {
        state = write.after();
    }
}
