package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a session takes, measured by what the thread that opens it allocates: the memory that it retains cannot exceed that, however
 * busy the machine is. Covers SESS-03 and SESS-10.
 */
final class SessionMemoryTest {

    private static final int SESSIONS = 100_000;

    /** An id, which belongs to the command. */
    private static final int ID_BYTES = 32;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final StateMachine machine = new TestStore().machine();

    private long allocatedBy(List<Command> commands) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (Command command : commands) {
            machine.apply(command);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void idleSessionTakesLessThanThreeHundredBytes() {
        List<Command> opens = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            opens.add(new Command.OpenSession(new SessionId(i * 0x9e3779b97f4a7c15L, i), 10_000, "alice"));
        }
        long perSession = allocatedBy(opens) / SESSIONS + ID_BYTES;

        assertThat(machine.sessions().size()).isEqualTo(SESSIONS);
        assertThat(perSession).isBetween(100L, 299L);
        assertThat(machine.bytes() / SESSIONS).isBetween(perSession - ID_BYTES, 299L);
    }

    @Test
    void oneRecordedReplyOfASessionTakesWhatIsCountedForIt() {
        int steps = Command.Once.WINDOW;
        SessionId id = new SessionId(1, 2);
        machine.apply(new Command.OpenSession(id, 1, ""));
        long before = machine.bytes();
        for (int seq = 1; seq <= steps; seq++) {
            machine.apply(new Command.Once(id, "", seq, 0, new Command.Delete(Key.of("k"), Version.of(1))));
        }

        assertThat(machine.bytes() - before).isEqualTo(80L * steps);
    }

    @Test
    void ownedKeyCountsWithItsBytesTwice() {
        SessionId id = new SessionId(1, 2);
        Key key = Key.of("k".repeat(1_000));
        machine.apply(new Command.OpenSession(id, 1, ""));
        machine.apply(new Command.Put(key, Value.EMPTY, Version.NONE));
        long before = machine.bytes();

        machine.apply(new Command.Put(key, Value.EMPTY, Version.of(1), new Command.Owner(id, ""), null));

        assertThat(machine.bytes() - before).isEqualTo(160 + 1_000);
    }
}
