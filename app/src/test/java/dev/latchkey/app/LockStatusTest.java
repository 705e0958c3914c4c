package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.loss.LockLoss;
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
                        + "\",\"owner\":\"ann@db1 7 make\"}\\n");
    }

    @Test
    void statusOfAFreeLockIsANo() throws Exception {
        hold("build", "").close();
        CommandRun free = given.run("lock", "build", "--status");
        assertThat(free.out()).isEqualTo("lock 'build' is free\n");
        assertThat(free.exitCode()).isEqualTo(1);
        assertThat(given.run("lock", "--status", "--json", "build").out())
                .isEqualTo("{\"lock\":\"build\",\"held\":false}\n");
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
