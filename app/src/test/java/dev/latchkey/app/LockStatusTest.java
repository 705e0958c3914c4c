package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.loss.LockLoss;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code latchkey lock --status}, {@code lock --break} and {@code locks}. */
final class LockStatusTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    private final ServedNode node = ServedNode.open();
    private final Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port());
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        latchkey.close();
        node.close();
    }

    private Held hold(String name, String owner) throws InterruptedException {
        return latchkey.lock(name).withOwner(owner).acquire();
    }

    @Test
    void statusNamesTheHolder() throws Exception {
        hold("build", "ann@db1 7 make");
        CommandRun held = given.run("lock", "--status", "build");
        assertThat(held.out()).matches("lock 'build' is held by token 1 \\(ann@db1 7 make\\) since " + TIME + "\\n");
        assertThat(held.exitCode()).isZero();
        assertThat(given.run("lock", "--status", "--json", "build").out())
                .matches("\\{\"lock\":\"build\",\"held\":true,\"token\":1,\"since\":\"" + TIME
                        + "\",\"owner\":\"ann@db1 7 make\",\"waiters\":\\[\\]}\\n");
    }

    @Test
    void statusOfAFreeLockIsANo() throws Exception {
        hold("build", "").close();
        CommandRun free = given.run("lock", "build", "--status");
        assertThat(free.out()).isEqualTo("lock 'build' is free\n");
        assertThat(free.exitCode()).isEqualTo(1);
        assertThat(given.run("lock", "--status", "--json", "build").out())
                .isEqualTo("{\"lock\":\"build\",\"held\":false,\"waiters\":[]}\n");
    }

    @Test
    void statusListsTheWaitersInOrder() throws Exception {
        hold("build", "ann");
        for (String owner : List.of("bob", "cid")) {
            latchkey.lock("build").fair().withOwner(owner).async().acquire();
            awaitWaiters(owner.equals("bob") ? 1 : 2);
        }
        assertThat(given.run("lock", "--status", "build").out())
                .matches("lock 'build' is held by token 1 \\(ann\\) since " + TIME + "\nwaiting 1: bob since " + TIME
                        + "\nwaiting 2: cid since " + TIME + "\n");
        assertThat(given.run("lock", "--status", "--json", "build").out())
                .contains("\"waiters\":[{\"since\":\"")
                .contains("\"owner\":\"cid\"}]}");
    }

    private void awaitWaiters(int count) throws InterruptedException {
        while (latchkey.lock("build").waiters().size() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void explanationNamesTheHoldersAndTheEndOfEachHold() throws Exception {
        hold("build", "ann").close();
        Held broken = hold("build", "bob");
        given.run("lock", "--break", "build");
        try (Latchkey gone = Latchkey.connect("127.0.0.1:" + node.port())) {
            assertThat(gone.lock("build")
                            .withOwner("cid")
                            .withTtl(Duration.ofMillis(300))
                            .acquire()
                            .isHeld())
                    .isTrue();
            gone.closeNow();
        }
        hold("build", "dan");
        CommandRun explained = given.run("lock", "--explain", "build");
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.out().replaceAll("\\d{4}-\\S+Z", "T").lines())
                .containsExactly(
                        "token 8 (dan) since T: held",
                        "token 6 (cid) from T to T: expired: the server received no KEEP within the time to live of the"
                                + " session",
                        "token 3 (bob) from T to T: broken by user default",
                        "token 1 (ann) from T to T: released");
        assertThat(broken.isHeld()).isFalse();
        CommandRun json = given.run("lock", "--explain", "--json", "--limit", "1", "build");
        assertThat(json.out())
                .startsWith("{\"lock\":\"build\",\"token\":8,\"owner\":\"dan\",\"from\":\"")
                .endsWith("\"to\":null,\"end\":\"held\",\"by\":null,\"history_complete\":true}\n");
    }

    @Test
    void lockWithoutHistoryHasNoExplanation() {
        CommandRun none = given.run("lock", "--explain", "build");
        assertThat(none.out()).isEqualTo("the history has no holder of lock 'build'\n");
        assertThat(none.exitCode()).isEqualTo(1);
    }

    @Test
    void electionNamesTheLeaderAndTheCandidates() throws Exception {
        CommandRun none = given.run("elect", "--status", "scheduler");
        assertThat(none.out()).isEqualTo("election 'scheduler' has no leader\n");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(latchkey.election("scheduler")
                        .withText("host-1:80")
                        .campaign()
                        .isLeader())
                .isTrue();
        assertThat(given.run("elect", "--status", "scheduler").out())
                .matches("election 'scheduler' is led by token 1 \\(host-1:80\\) since " + TIME + "\n");
        assertThat(given.run("elect", "--status", "--json", "scheduler").out())
                .matches("\\{\"election\":\"scheduler\",\"led\":true,\"token\":1,\"since\":\"" + TIME
                        + "\",\"owner\":\"host-1:80\",\"candidates\":\\[\\]}\n");
        CommandRun ended = given.run("elect", "--break", "scheduler");
        assertThat(ended.out()).isEqualTo("ended: token 1 no longer leads\n");
        assertThat(given.run("elect", "--break", "scheduler").exitCode()).isEqualTo(1);
    }

    @Test
    void locksListsTheHeldOnes() throws Exception {
        hold("a", "ann");
        hold("b", "bob").close();
        given.run("put", "lock/c", "", "0");
        given.run("put", "lock/d", "an-id-of-another-program", "0");
        CommandRun list = given.run("locks");
        assertThat(list.out()).matches("a\\t1\\t" + TIME + "\\tann\\nd\\t1\\t-\\t-\\n");
        assertThat(list.exitCode()).isZero();
        assertThat(given.run("lock", "--status").out()).isEqualTo(list.out());
        assertThat(given.run("locks", "--json").out().lines())
                .last()
                .isEqualTo("{\"lock\":\"d\",\"held\":true,\"token\":1,\"since\":null,\"owner\":\"\"}");
    }

    @Test
    void ownerTextCannotMoveTheCursor() {
        given.run("put", "lock/a", "id 2026-11-29T00:00:00Z x\u001b[2Jy", "0");
        assertThat(given.run("locks").out()).isEqualTo("a\t1\t2026-11-29T00:00:00Z\tx\\x1b[2Jy\n");
    }

    @Test
    void breakingFreesTheLockWhoeverHoldsItAndTheHolderIsTold() throws Exception {
        Held held = hold("build", "");
        CompletableFuture<LockLoss> loss = new CompletableFuture<>();
        held.onLost(loss::complete);
        CommandRun broken = given.run("lock", "--break", "build");
        assertThat(broken.out()).isEqualTo("freed: token 1 no longer holds the lock\n");
        assertThat(broken.exitCode()).isZero();
        assertThat(given.run("get", "lock/build").exitCode()).isEqualTo(1);
        assertThat(loss.get(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(LockLoss.BROKEN);
        assertThat(held.isHeld()).isFalse();
        assertThat(given.run("lock", "--break", "build").err()).contains("the lock is not held");
    }
}
