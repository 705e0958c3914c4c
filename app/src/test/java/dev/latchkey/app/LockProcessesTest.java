package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs under {@code latchkey lock} that start further processes: all of them get signals and delay the release. */
final class LockProcessesTest {

    /** Ignores SIGTERM and prints its process id. */
    private static final String STUBBORN = "bash -c 'trap \"\" TERM; echo $$; exec sleep 300 > /dev/null 2>&1'";

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private boolean isFree() {
        return given.run("get", "lock/build").out().isEmpty();
    }

    private LockProcess start(List<String> flags, String script) throws IOException {
        return LockProcess.start(node.port(), flags, "bash", "-c", script);
    }

    /** The process whose id is the next line of output. */
    private static ProcessHandle processNamedBy(LockProcess lock) {
        return ProcessHandle.of(Long.parseLong(String.valueOf(lock.line()))).orElseThrow();
    }

    /** Whether the process runs; one that has exited and whose exit code was not collected does not. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !process.info().command().equals(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1'; echo next",
                "bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1' | cat; echo next",
                "(bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1'; echo next) | cat",
            })
    void signalReachesTheProcessesThatTheProgramStarted(String script) throws Exception {
        try (LockProcess lock = start(List.of(), script)) {
            ProcessHandle started = processNamedBy(lock);
            lock.signal("TERM");
            assertThat(lock.end()).isEqualTo(new Result(143, "", ""));
            assertThat(isRunning(started)).isFalse();
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void cleanUpOfTheProgramIsNotDisturbedByTheSignal() throws Exception {
        String script = "trap 'bash -c \"echo cleaned\"; exit 5' TERM; echo ready; sleep 300 & wait; echo next";
        try (LockProcess lock = start(List.of(), script)) {
            assertThat(lock.line()).isEqualTo("ready");
            lock.signal("TERM");
            assertThat(lock.end()).isEqualTo(new Result(5, "cleaned\n", ""));
        }
    }

    @Test
    @Tag("thorough")
    @EnabledOnOs(OS.LINUX)
    void signalReachesAProcessWhoseParentHasExited() throws Exception {
        String script = "(setsid bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1' &); exec sleep 300";
        try (LockProcess lock = start(List.of(), script)) {
            ProcessHandle orphan = processNamedBy(lock);
            lock.signal("TERM");
            assertThat(lock.end()).isEqualTo(new Result(143, "", ""));
            assertThat(isRunning(orphan)).isFalse();
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void lockIsHeldUntilABackgroundProcessThatIgnoresTheSignalHasExited() throws Exception {
        try (LockProcess lock = start(List.of(), STUBBORN + " & exec sleep 300")) {
            ProcessHandle stubborn = processNamedBy(lock);
            lock.signal("TERM");
            assertThat(lock.errLine())
                    .isEqualTo("latchkey lock: the program has exited; waiting for processes that it started before"
                            + " releasing lock 'build': " + stubborn.pid());
            assertThat(isRunning(stubborn)).isTrue();
            assertThat(isFree()).isFalse();
            stubborn.destroyForcibly();
            assertThat(lock.end().exitCode()).isEqualTo(143);
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void processesThatIgnoreTheSignalAreKilledIfRequested() throws Exception {
        String script = "trap '' TERM; " + STUBBORN + " & wait; wait";
        try (LockProcess lock = start(List.of("--kill-after", "1ms"), script)) {
            ProcessHandle stubborn = processNamedBy(lock);
            lock.signal("TERM");
            assertThat(lock.end().exitCode()).isEqualTo(137);
            assertThat(isRunning(stubborn)).isFalse();
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void programThatExitsLeavesTheLockHeldWhileItsBackgroundProcessRuns() throws Exception {
        try (LockProcess lock = start(List.of(), "bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1' & exit 3")) {
            ProcessHandle background = processNamedBy(lock);
            assertThat(lock.errLine()).contains("the program has exited", "'build': " + background.pid());
            assertThat(isFree()).isFalse();
            lock.signal("TERM");
            assertThat(lock.end().exitCode()).isEqualTo(3);
            assertThat(isRunning(background)).isFalse();
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void backgroundProcessIsNotWaitedForIfOnlyTheProgramCounts() throws Exception {
        String script = "bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1' & exit 3";
        try (LockProcess lock = start(List.of("--program-only"), script)) {
            ProcessHandle background = processNamedBy(lock);
            try {
                lock.awaitExit();
                assertThat(isFree()).isTrue();
                assertThat(isRunning(background)).isTrue();
            } finally {
                background.destroyForcibly();
            }
            assertThat(lock.end().exitCode()).isEqualTo(3);
        }
    }

    @Test
    @Tag("thorough")
    void lostLockTerminatesAllProcessesOfTheProgram() throws Exception {
        try (LockProcess lock =
                start(List.of(), "bash -c 'echo $$; exec sleep 300 > /dev/null 2>&1' | cat; echo next")) {
            ProcessHandle started = processNamedBy(lock);
            assertThat(given.run("lock", "--break", "build", "--token", "1").exitCode())
                    .isZero();
            Result end = lock.end();
            assertThat(end.exitCode()).isEqualTo(143);
            assertThat(end.out()).isEmpty();
            assertThat(isRunning(started)).isFalse();
        }
    }

    @Test
    void everySignalReachesAHandlerOfTheProgram() throws Exception {
        List<String> signals = List.of("USR1", "USR2", "ALRM", "WINCH", "HUP", "INT", "TERM");
        String traps = signals.stream()
                .map(signal -> "trap 'echo got " + signal + "; n=$((n + 1))' " + signal + "; ")
                .collect(Collectors.joining());
        String script =
                "n=0; " + traps + "echo ready; while [ $n -lt " + signals.size() + " ]; do sleep 0.1; done; exit 9";
        try (LockProcess lock = start(List.of(), script)) {
            assertThat(lock.line()).isEqualTo("ready");
            for (String signal : signals) {
                lock.signal(signal);
                assertThat(lock.line()).isEqualTo("got " + signal);
            }
            assertThat(lock.end().exitCode()).isEqualTo(9);
            assertThat(isFree()).isTrue();
        }
    }

    @Test
    @Tag("thorough")
    void signalThatTerminatesAProgramEndsTheWaitForTheLock() throws Exception {
        Map<String, Integer> exitCodes = Map.of("USR1", 138, "USR2", 140, "ALRM", 142);
        try (LockProcess holder = LockProcess.start(node.port(), List.of(), LockProcess.ECHOING)) {
            assertThat(holder.line()).isEqualTo("token 1");
            for (Map.Entry<String, Integer> signal : exitCodes.entrySet()) {
                try (LockProcess waiting = start(List.of(), "echo never")) {
                    assertThat(waiting.errLine()).contains("waiting for lock 'build'");
                    waiting.signal("WINCH");
                    waiting.signal(signal.getKey());
                    assertThat(waiting.end()).isEqualTo(new Result(signal.getValue(), "", ""));
                }
            }
        }
    }

    /** PROC-09. The program goes on without the lock, so its token must be checked by what it writes to. */
    @Test
    void killedHolderLeavesTheProgramRunningAndTheLockIsFreedByItsTimeToLive() throws Exception {
        try (LockProcess lock = start(List.of("--ttl", "2s"), "echo $$; echo $LATCHKEY_TOKEN; exec sleep 300")) {
            ProcessHandle program = processNamedBy(lock);
            try {
                assertThat(lock.line()).isEqualTo("1");
                lock.kill();
                try (LockProcess next = LockProcess.start(node.port(), List.of(), LockProcess.ECHOING)) {
                    assertThat(next.line()).isEqualTo("token 3");
                }
                assertThat(isRunning(program)).isTrue();
            } finally {
                program.destroyForcibly();
            }
        }
    }
}
