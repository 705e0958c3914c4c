package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** The content of a store at each revision: the commands that its engine answered, applied again in memory. */
final class Revisions {

    private static final Command EVERYTHING = new Command.ListKeys(Prefix.EMPTY, null, 10_000, true);

    private final StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
    private final List<Reply> everything = new ArrayList<>();
    private final List<Integer> tombstones = new ArrayList<>();

    Revisions() {
        keep();
    }

    private void keep() {
        everything.add(machine.apply(EVERYTHING));
        tombstones.add(machine.tombstones());
    }

    long last() {
        return machine.revision();
    }

    /** The reply of a store at the last revision. */
    Reply ask(Command read) {
        return machine.apply(read);
    }

    /** The engine has answered; its reply must be the right one. */
    void answered(Command command, Reply reply) {
        if (reply instanceof Reply.Refused) {
            return;
        }
        assertThat(reply).as("the answer to %s", command).isEqualTo(machine.apply(command));
        if (everything.size() <= machine.revision()) {
            keep();
        }
    }

    /** The engine has not answered: the command may have taken effect, if those before it have. */
    void mayBeDone(Command command) {
        machine.apply(command);
        if (everything.size() <= machine.revision()) {
            keep();
        }
    }

    /** Verifies that a recovered engine holds exactly the content of one revision, {@code revisionMin} or later, and returns that. */
    long verify(Engine engine, long revisionMin, String when) {
        long revision = engine.keyspace().revision();
        assertThat(revision).as("revision %s", when).isBetween(revisionMin, last());
        Reply there = engine.tryAnswer(EVERYTHING);
        if (!everything.get((int) revision).equals(there)) {
            assertThat(there).as("everything %s", when).isEqualTo(everything.get((int) revision));
        }
        if (engine.keyspace().tombstones() != tombstones.get((int) revision)) {
            assertThat(engine.keyspace().tombstones()).as("tombstones %s", when).isEqualTo((long)
                    tombstones.get((int) revision));
        }
        return revision;
    }
}
