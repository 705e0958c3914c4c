package dev.latchkey.sim.run;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The operations of clients and their results, with the steps of the event loop at which each was called and returned. */
public final class History {

    /** A put that completed. No two puts of a history write the same value. */
    public record Put(Key key, Value value, Version expected, PutOutcome outcome, long began, long ended) {}

    /** A get that completed. */
    public record Get(Key key, Optional<Versioned> found, long began, long ended) {}

    private final VirtualLoop loop;
    private final List<Put> puts = new ArrayList<>();
    private final List<Get> gets = new ArrayList<>();
    private long valuesDrawn;

    public History(VirtualLoop loop) {
        this.loop = loop;
    }

    /** A value that has not been written before. */
    public Value freshValue() {
        return Value.of("value-" + ++valuesDrawn);
    }

    public CompletableFuture<PutOutcome> put(AsyncClerk clerk, Key key, Value value, Version expected) {
        long began = loop.stepsRun();
        return clerk.put(key, value, expected).whenComplete((outcome, failure) -> {
            if (failure == null) {
                puts.add(new Put(key, value, expected, outcome, began, loop.stepsRun()));
            }
        });
    }

    public CompletableFuture<Optional<Versioned>> get(AsyncClerk clerk, Key key) {
        long began = loop.stepsRun();
        return clerk.get(key).whenComplete((found, failure) -> {
            if (failure == null) {
                gets.add(new Get(key, found, began, loop.stepsRun()));
            }
        });
    }

    public List<Put> puts() {
        return List.copyOf(puts);
    }

    public List<Get> gets() {
        return List.copyOf(gets);
    }

    /** The number of puts with the given outcome. */
    public long count(Class<? extends PutOutcome> outcome) {
        return puts.stream().filter(put -> outcome.isInstance(put.outcome())).count();
    }
}
