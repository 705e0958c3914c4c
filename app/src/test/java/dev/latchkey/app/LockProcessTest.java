package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Running a program under a lock: waiting for the lock, and exit codes. */
final class LockProcessTest {

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private void assertFree() {
        assertThat(given.run("get", "lock/build").out()).isEmpty();
        assertThat(given.run("get", "lock/build").exitCode()).isEqualTo(1);
    }

    @Test
    void secondWaitsForTheFirstAndGetsAGreaterToken() throws IOException {
        try (LockProcess first = LockProcess.start(node.port(), List.of(), LockProcess.ECHOING)) {
            assertThat(first.line()).isEqualTo("token 1");
            try (LockProcess second = LockProcess.start(node.port(), List.of("--wait", "60s"), LockProcess.ECHOING)) {
                assertThat(second.errLine())
                        .startsWith("latchkey lock: waiting for lock 'build', held by token 1 (")
                        .endsWith(" sh)");
                first.type("still-here");
                assertThat(first.line()).isEqualTo("still-here");
                first.type("exit 0");
                assertThat(first.end()).isEqualTo(new Result(0, "", ""));
                assertThat(second.line()).isEqualTo("token 3");
                second.type("exit 7");
                assertThat(second.end()).isEqualTo(new Result(7, "", ""));
            }
        }
        assertFree();
    }

    @Test
    @Tag("thorough")
    void heldLockIsNotWaitedForLongerThanRequested() throws IOException {
        try (LockProcess holder = LockProcess.start(node.port(), List.of(), LockProcess.ECHOING)) {
            assertThat(holder.line()).isEqualTo("token 1");
            Result atOnce = LockProcess.run(node.port(), List.of("--wait", "0"), "echo", "never");
            assertThat(atOnce).isEqualTo(new Result(124, "", "latchkey lock: timed out waiting for lock 'build'\n"));
            Result later = LockProcess.run(node.port(), List.of("--wait", "100ms"), "echo", "never");
            assertThat(later.exitCode()).isEqualTo(124);
            assertThat(later.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 0          | 0",
                "exit 255        | 255",
                "kill -s KILL $$ | 137",
            })
    void exitCodeIsTheProgramsOwn(String script, int exitCode) throws IOException {
        assertThat(LockProcess.run(node.port(), List.of(), "sh", "-c", script)).isEqualTo(new Result(exitCode, "", ""));
        assertFree();
    }

    @Test
    void programThatCannotRunLeavesTheLockFree() throws IOException {
        assertThat(LockProcess.run(node.port(), List.of(), "no-such-program"))
                .isEqualTo(new Result(
                        127, "", "latchkey lock: cannot run 'no-such-program': No such file or directory\n"));
        assertFree();
        Result folder = LockProcess.run(node.port(), List.of(), "/");
        assertThat(folder.exitCode()).isEqualTo(126);
        assertThat(folder.err()).isEqualTo("latchkey lock: cannot run '/': Permission denied\n");
        assertFree();
    }

    @Test
    void argumentsAfterTheProgramBelongToTheProgram() throws IOException {
        String[] arguments = {"printf", "%s\\n", "--wait", "-h", "--", "", "a b", "@pom.xml", "$HOME"};
        Result result = LockProcess.run(node.port(), List.of(), arguments);
        assertThat(result).isEqualTo(new Result(0, "--wait\n-h\n--\n\na b\n@pom.xml\n$HOME\n", ""));
        Result withoutDashes = LatchkeyProcess.run(
                Map.of("LATCHKEY_SERVER", "127.0.0.1:" + node.port()),
                "lock",
                "build",
                "--wait",
                "5s",
                "printf",
                "%s\\n",
                "--wait",
                "--",
                "-h");
        assertThat(withoutDashes).isEqualTo(new Result(0, "--wait\n--\n-h\n", ""));
    }

    @Test
    void unreachableServerIsAFailureOfLatchkeyItself() throws IOException {
        int port = node.port();
        node.close();
        Result result = LockProcess.run(port, List.of("--timeout", "2s"), "echo", "never");
        assertThat(result.exitCode()).isEqualTo(125);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().reduce((earlier, last) -> last).orElseThrow())
                .contains("cannot connect to 127.0.0.1:" + port);
    }

    @Test
    void serverThatStartsDuringTheWaitGrantsTheLock() throws IOException {
        int port = node.port();
        node.close();
        try (LockProcess lock =
                LockProcess.start(port, List.of("--wait", "10m", "--timeout", "2s"), LockProcess.ECHOING)) {
            lock.awaitErrLine("waiting for lock 'build', although no server replies");
            try (ServedNode later = ServedNode.open(port)) {
                assertThat(lock.line()).isEqualTo("token 1");
                lock.type("exit 0");
                assertThat(lock.end().exitCode()).isZero();
                assertThat(CommandRun.Given.server(port)
                                .run("get", "lock/build")
                                .out())
                        .isEmpty();
            }
        }
    }

    @Test
    void waitForAServerThatIsAwayEndsWithTheWaitAndNotWithTheTimeout() throws IOException {
        int port = node.port();
        node.close();
        Map<String, String> environment = Map.of("LATCHKEY_SERVER", "127.0.0.1:" + port);
        Result result = LatchkeyProcess.run(
                environment, "lock", "--timeout", "10m", "--wait", "100ms", "build", "--", "echo", "never");
        assertThat(result.exitCode()).isEqualTo(124);
        assertThat(result.out()).isEmpty();
    }

    @Test
    @Tag("thorough")
    void serverThatIsAwayForAWhileDoesNotEndAWaitThatHasBegun() throws IOException {
        int port = node.port();
        try (LockProcess holder = LockProcess.start(port, List.of(), LockProcess.ECHOING)) {
            assertThat(holder.line()).isEqualTo("token 1");
            try (LockProcess waiting = LockProcess.start(port, List.of("--timeout", "10s"), LockProcess.ECHOING)) {
                waiting.awaitErrLine("waiting for lock 'build', held by token 1");
                node.close();
                waiting.awaitErrLine("waiting for lock 'build', although no server replies");
                try (ServedNode later = ServedNode.open(port)) {
                    assertThat(waiting.line()).isEqualTo("token 1");
                }
            }
        }
    }
}
