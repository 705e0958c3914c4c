package dev.latchkey.sim.run;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.sim.world.VirtualLoop;
import java.util.ArrayList;
import java.util.List;

/** A server without a network: the real state machine plus a journal of all its puts. */
public final class VirtualStore {

    /** One put that took effect, and the step of the event loop at which it did. */
    public record Write(Key key, Value value, Version version, long step) {}

    private final VirtualLoop loop;
    private final List<Write> journal = new ArrayList<>();
    private StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
    private StoreId id = new StoreId(0, 1);

    public VirtualStore(VirtualLoop loop) {
        this.loop = loop;
    }

    public StoreId id() {
        return id;
    }

    public Reply execute(Command command) {
        Reply reply = machine.apply(command);
        if (command instanceof Command.Put put && reply instanceof Reply.Written written) {
            journal.add(new Write(put.key(), put.value(), written.version(), loop.stepsRun()));
        }
        return reply;
    }

    /** Restarts empty, as another store, as a memory engine does when its process restarts. */
    public void restart() {
        machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
        id = new StoreId(0, id.low() + 1);
        journal.clear();
    }

    /** All puts that took effect since the store was created, in order. */
    public List<Write> journal() {
        return List.copyOf(journal);
    }
}
