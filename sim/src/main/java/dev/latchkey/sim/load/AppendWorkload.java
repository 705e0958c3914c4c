package dev.latchkey.sim.load;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many callers append to one shared value, as in MIT 6.5840: each reads the value and writes it back with one more word. At the
 * end, every word whose append was acknowledged must be present exactly once, and no word whose append was refused may be
 * present.
 */
public final class AppendWorkload implements Workload {

    private static final Key KEY = Key.of("shared");
    private static final int THINK_MILLIS_MAX = 3;

    private final World world;
    private final SeededChance chance;
    private final int callersPerClient;
    private final int operationsMax;
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> inDoubt = new HashSet<>();
    private long wordsDrawn;
    private boolean probing;
    private @Nullable String last;

    public AppendWorkload(World world, int callersPerClient, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("append workload");
        this.callersPerClient = callersPerClient;
        this.operationsMax = operationsMax;
    }

    @Override
    public void add(SimulatedClient client) {
        for (int i = 1; i <= callersPerClient; i++) {
            Worker worker =
                    new Worker(new SequentialClient(client, client.clerk(), client.name() + "." + i, world.operations));
            workers.add(worker);
            worker.think();
        }
    }

    @Override
    public boolean isWindingDown() {
        return world.operations.size() >= operationsMax;
    }

    @Override
    public boolean isIdle() {
        return workers.stream().noneMatch(worker -> worker.busy);
    }

    @Override
    public void died(SimulatedClient client) {
        throw new IllegalStateException("no client dies in this workload");
    }

    /** Reads the value one last time. */
    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        SimulatedClient client = living.get(0);
        Worker reader = new Worker(new SequentialClient(
                client, client.clerk().withoutDeadline(), client.name() + ".probe", world.operations));
        workers.add(reader);
        reader.readLast();
    }

    @Override
    public List<String> violations() {
        if (last == null) {
            violations.add("the final read was not answered");
            return violations;
        }
        List<String> words = Arrays.asList(last.split(",", -1));
        Set<String> distinct = new HashSet<>(words);
        if (distinct.size() < words.size()) {
            violations.add("a word is present twice: " + last);
        }
        for (String word : done) {
            if (!distinct.contains(word)) {
                violations.add("the append of " + word + " was acknowledged, but the word is missing");
            }
        }
        for (String word : words) {
            if (!done.contains(word) && !inDoubt.contains(word)) {
                violations.add("the append of " + word + " was refused or not sent, but the word is present");
            }
        }
        return violations;
    }

    private final class Worker {

        private final SequentialClient caller;
        private boolean busy;

        Worker(SequentialClient caller) {
            this.caller = caller;
        }

        void think() {
            busy = true;
            caller.client().process().schedule(chance.nanosUpTo(1, THINK_MILLIS_MAX), () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    busy = true;
                    world.operations.get(caller, KEY, this::append, this::think);
                }
            });
        }

        private void append(Optional<Versioned> found) {

            String word = "w" + ++wordsDrawn;
            String longer = found.map(it -> it.value().utf8() + "," + word).orElse(word);
            Version version = found.map(Versioned::version).orElse(Version.NONE);
            world.operations.put(caller, KEY, Value.of(longer), version, outcome -> {
                if (outcome instanceof PutOutcome.Ok) {
                    done.add(word);
                } else if (outcome instanceof PutOutcome.ErrMaybe) {
                    inDoubt.add(word);
                }
                think();
            });
        }

        void readLast() {
            busy = true;
            world.operations.get(
                    caller,
                    KEY,
                    found -> {
                        busy = false;
                        last = found.map(it -> it.value().utf8()).orElse("");
                    },
                    () -> busy = false);
        }
    }
}
