package dev.latchkey.trial.record;

import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.core.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A part of a run with keys of its own, small enough to be checked once complete. Guarded by the lock of its {@link Rounds}. */
public final class Round {

    final List<Key> keys;
    final List<RecordedOperation> operations = new ArrayList<>();
    /** The time of the first send of each create, by its value. */
    final Map<String, Long> creates = new HashMap<>();

    int begun;
    int underWay;

    Round(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }
}
