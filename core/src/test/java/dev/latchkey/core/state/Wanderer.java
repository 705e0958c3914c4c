package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws random commands, most of which take effect, and applies them to a machine with small runs. */
final class Wanderer {

    private final SplittableRandom chance;
    private final StateMachine machine;

    /** All writes so far, including refused ones. */
    final List<Command> writes = new ArrayList<>();

    /** Starts with an empty store. The limits are random too, and low enough that tombstones are folded and versions run out. */
    Wanderer(SplittableRandom chance) {
        this.chance = chance;
        int floors = 1 << chance.nextInt(5);
        machine = empty(new StateLimits(1 + chance.nextInt(8), floors, Version.of(chance.nextInt(4) == 0 ? 9 : 1_000)));
    }

    StateMachine machine() {
        return machine;
    }

    private StateMachine empty(StateLimits limits) {
        return new StateMachine(
                new Keyspace(limits, new SipHash(1, 2), HeapLayout.STANDARD, new KeyOrder(1 + chance.nextInt(12))),
                List.of(),
                0);
    }

    /** A command and its reply. */
    record Step(Command command, Reply reply) {}

    /** Applies the next command. */
    Step step() {
        Command command = draw();
        if (command.isWrite()) {
            writes.add(command);
        }
        return new Step(command, machine.apply(command));
    }

    private Command draw() {
        Key key = Key.of("k".repeat(1 + chance.nextInt(2)) + chance.nextInt(20));
        int kind = chance.nextInt(20);
        if (kind == 0) {
            return new Command.ListKeys(Prefix.EMPTY, key, 5, false);
        }
        long current = machine.apply(new Command.Get(key)) instanceof Reply.Found found
                ? found.versioned().version().number()
                : 0;
        long expected = chance.nextInt(10) == 0 ? chance.nextInt(4) : current;
        return kind < 8 && expected > 0
                ? new Command.Delete(key, Version.of(expected))
                : new Command.Put(key, Value.of("v".repeat(chance.nextInt(30))), Version.of(expected));
    }

    /** Returns the snapshot of a new machine that applies the writes so far. */
    byte[] expectedBytes() {
        StateMachine fresh = new StateMachine(machine.limits(), new SipHash(5, 6));
        writes.forEach(fresh::apply);
        return StateBytes.of(fresh);
    }
}
