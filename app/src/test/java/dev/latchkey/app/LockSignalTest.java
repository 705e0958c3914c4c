package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals to {@code latchkey lock}, and locks that are lost while the program runs. */
final class LockSignalTest {

    /** A program that prints a line when it is ready, and has the default action for signals. */
    private static final String[] SLEEPING = {"sh", "-c", "echo ready; exec sleep 300"};

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private void assertFree() {
        assertThat(given.run("get", "lock/build").out()).isEmpty();
    }

    private LockProcess start(String... program) throws IOException {
        return LockProcess.start(node.port(), List.of(), program);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void signalGoesToTheProgramAndThenTheLockIsReleased(String signal, int exitCode) throws Exception {
        try (LockProcess lock = start(SLEEPING)) {
            assertThat(lock.line()).isEqualTo("ready");
            lock.signal(signal);
            assertThat(lock.end()).isEqualTo(new Result(exitCode, "", ""));
            assertFree();
        }
    }

    @Test
    void programThatCatchesTheSignalDecidesHowItEnds() throws Exception {
        String script = "trap 'echo caught' TERM; echo ready; while read -r word; do exit 5; done";
        try (LockProcess lock = start("bash", "-c", script)) {
            assertThat(lock.line()).isEqualTo("ready");
            lock.signal("TERM");
            assertThat(given.run("get", "lock/build").bytes()).isNotEmpty();
            lock.type("go");
            assertThat(lock.end().exitCode()).isEqualTo(5);
            assertFree();
        }
    }

    @Test
    void onATerminalInterruptIsLeftToTheTerminalAndOtherSignalsAreForwarded() throws Exception {
        String script = "trap 'echo int' INT; trap 'echo hup; kill $! 2>/dev/null; exit 7' HUP;"
                + " tail -f /dev/null & echo ready; while :; do wait; done";
        try (LockProcess lock = LockProcess.startAttended(node.port(), "bash", "-c", script)) {
            assertThat(lock.line()).isEqualTo("ready");
            lock.signal("INT");
            lock.signal("HUP");
            assertThat(lock.end()).isEqualTo(new Result(7, "hup\n", ""));
            assertFree();
        }
    }

    @Test
    @Tag("thorough")
    void signalWhileWaitingGivesUp() throws Exception {
        try (LockProcess holder = start(LockProcess.ECHOING)) {
            assertThat(holder.line()).isEqualTo("token 1");
            try (LockProcess waiting = start("echo", "never")) {
                assertThat(waiting.errLine()).contains("waiting for lock 'build'");
                waiting.signal("TERM");
                assertThat(waiting.end()).isEqualTo(new Result(143, "", ""));
            }
            holder.type("exit 0");
            assertThat(holder.end().exitCode()).isZero();
        }
        assertFree();
        assertThat(LockProcess.run(node.port(), List.of(), "sh", "-c", "echo $LATCHKEY_TOKEN"))
                .isEqualTo(new Result(0, "3\n", ""));
    }

    @Test
    void brokenLockEndsTheProgram() throws Exception {
        try (LockProcess lock = start(SLEEPING)) {
            assertThat(lock.line()).isEqualTo("ready");
            CommandRun wrong = given.run("lock", "--break", "build", "--token", "7");
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.err())
                    .isEqualTo("latchkey lock: not freed: token 7 does not hold the lock; the key is at version 1\n");
            CommandRun right = given.run("lock", "build", "--break", "--token", "1");
            assertThat(right.out()).isEqualTo("freed: token 1 no longer holds the lock\n");
            assertThat(right.exitCode()).isZero();
            assertThat(given.run("lock", "--break", "build", "--token", "1"))
                    .satisfies(again -> assertThat(again.exitCode()).isEqualTo(1))
                    .satisfies(again -> assertThat(again.err()).contains("the lock is not held"));
            Result end = lock.end();
            assertThat(end.exitCode()).isEqualTo(143);
            assertThat(end.err())
                    .startsWith(
                            "latchkey lock: lock 'build' was lost: token 1 no longer holds it (the lock was broken)\n");
        }
    }

    @Test
    @Tag("thorough")
    void programKeepsRunningAfterItsLockIsBrokenIfRequested() throws Exception {
        try (LockProcess lock = LockProcess.start(node.port(), List.of("--keep-running"), LockProcess.ECHOING)) {
            assertThat(lock.line()).isEqualTo("token 1");
            assertThat(given.run("lock", "--break", "build", "--token", "1").exitCode())
                    .isZero();
            assertThat(lock.errLine()).contains("was lost");
            lock.type("still-here");
            assertThat(lock.line()).isEqualTo("still-here");
            lock.type("exit 3");
            assertThat(lock.end())
                    .isEqualTo(new Result(
                            3, "", "latchkey lock: lock 'build' was no longer held when the program exited\n"));
        }
    }

    @Test
    @Tag("thorough")
    void serverThatIsGoneAtTheEndIsReportedAndTheExitCodeIsKept() throws Exception {
        try (LockProcess lock = LockProcess.start(node.port(), List.of("--timeout", "5s"), LockProcess.ECHOING)) {
            assertThat(lock.line()).isEqualTo("token 1");
            node.close();
            lock.type("exit 3");
            Result end = lock.end();
            assertThat(end.exitCode()).isEqualTo(3);
            assertThat(end.err().lines())
                    .last()
                    .asString()
                    .contains("not released", "latchkey lock --break build --token 1");
        }
    }
}
