package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.election.Election;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code latchkey elect} as a process: who leads when the leader exits, is killed, or is suspended. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
final class ElectProcessTest {

    /** Waits for a slow server too. */
    private static final List<String> PATIENT = List.of("--wait", "150s");

    private static final List<String> SHORT = List.of("--wait", "150s", "--ttl", "2s");

    private final ServedNode node = ServedNode.open();
    private final Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port());
    private final Election election = latchkey.election("build");

    @AfterEach
    void stop() {
        latchkey.close();
        node.close();
    }

    private LockProcess elect(List<String> flags) throws Exception {
        return LockProcess.elect(node.port(), flags, LockProcess.ECHOING);
    }

    private void awaitCandidates(int count) throws InterruptedException {
        while (election.candidates().size() != count) {
            Thread.onSpinWait();
        }
    }

    private static long token(LockProcess process) {
        String line = String.valueOf(process.line());
        assertThat(line).startsWith("token ");
        return Long.parseLong(line.substring("token ".length()));
    }

    @Test
    void nextCandidateLeadsWhenTheProgramOfTheLeaderHasExited() throws Exception {
        try (LockProcess first = elect(PATIENT)) {
            long led = token(first);
            try (LockProcess second = elect(PATIENT)) {
                awaitCandidates(1);
                first.type("exit 3");
                assertThat(first.end().exitCode()).isEqualTo(3);
                assertThat(token(second)).isGreaterThan(led);
            }
        }
    }

    @Test
    void killedLeaderIsReplacedByOneWithAGreaterToken() throws Exception {
        try (LockProcess first = elect(SHORT)) {
            long led = token(first);
            try (LockProcess second = elect(SHORT)) {
                awaitCandidates(1);
                first.kill();
                assertThat(token(second)).isGreaterThan(led);
            }
        }
    }

    @Test
    @Tag("thorough")
    void suspendedLeaderIsReplacedAndItsProgramIsTerminatedWhenItWakes() throws Exception {
        try (LockProcess first = elect(SHORT)) {
            long led = token(first);
            try (LockProcess second = elect(SHORT)) {
                awaitCandidates(1);
                first.signal("STOP");
                assertThat(token(second)).isGreaterThan(led);
                first.signal("CONT");
                first.awaitErrLine("election 'build' was lost: token " + led);
                assertThat(first.end().exitCode()).isEqualTo(143);
            }
        }
    }

    @Test
    @Tag("thorough")
    void leaderCampaignsAgainIfRequested() throws Exception {
        try (LockProcess leader = elect(List.of("--wait", "150s", "--again"))) {
            long led = token(leader);
            assertThat(election.lock()
                            .breakHold(election.leader().orElseThrow().token())
                            .orThrow()
                            .number())
                    .isGreaterThan(led);
            assertThat(token(leader)).isGreaterThan(led);
            leader.type("exit 4");
            assertThat(leader.end().exitCode()).isEqualTo(4);
        }
    }
}
