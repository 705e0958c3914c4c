package dev.latchkey.trial.record;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws the operations of one client: reads, writes with the version it believes to be current, and some with a wrong version. */
final class OperationGenerator {

    private static final int ALL = 100;
    private static final int READS = 35;
    private static final int UPDATES = 80;
    private static final int DELETES = 92;
    private static final int CREATES = 96;

    private final RandomGenerator chance;
    private final String name;
    private final Map<Key, Long> beliefs = new HashMap<>();
    private int values;

    /** @param name unique to the client, so that no value is written twice */
    OperationGenerator(RandomGenerator chance, String name) {
        this.chance = chance;
        this.name = name;
    }

    ClientOperation next(List<Key> keys) {
        beliefs.keySet().retainAll(keys);
        Key key = keys.get(chance.nextInt(keys.size()));
        long belief = beliefs.getOrDefault(key, OperationResult.ABSENT);
        int drawn = chance.nextInt(ALL);
        if (drawn < READS || belief == OperationResult.UNKNOWN) {
            return new ClientOperation.Get(key);
        }
        if (belief == OperationResult.ABSENT || (drawn >= DELETES && drawn < CREATES)) {
            return new ClientOperation.Put(key, value(), Version.NONE);
        }
        if (drawn < UPDATES) {
            return new ClientOperation.Put(key, value(), Version.of(belief));
        }
        return drawn < DELETES
                ? new ClientOperation.Delete(key, Version.of(belief))
                : new ClientOperation.Put(key, value(), Version.of(neighbor(belief)));
    }

    /** Returns a wrong version: one more or one less, but a valid version that is not 0, which would be a create. */
    private long neighbor(long version) {
        boolean above = chance.nextBoolean() || version == 1;
        return above && version < Version.MAX.number() ? version + 1 : version - 1;
    }

    void learned(Key key, long belief) {
        beliefs.put(key, belief);
    }

    private Value value() {
        return Value.of(name + "-" + values++);
    }
}
