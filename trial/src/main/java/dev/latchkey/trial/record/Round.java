package dev.latchkey.trial.record;

import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.core.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some keys for some operations: small enough to be judged as soon as it is over. Guarded by the lock of its {@link Rounds}. */
public final class Round {

    final List<Key> keys;
    final List<RecordedOperation> operations = new ArrayList<>();
    /** The creates that were sent to the server, by their value: when for the first time. */
    final Map<String, Long> creates = new HashMap<>();

    int begun;
    int underWay;

    Round(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }
}
