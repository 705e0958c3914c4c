package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.check.Verdict;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.torture.RetryPlan;
import dev.latchkey.trial.torture.RetryResult;
import dev.latchkey.trial.torture.RetryTorture;
import dev.latchkey.trial.torture.ServerCommand;
import dev.latchkey.trial.torture.Torture;
import dev.latchkey.trial.torture.TorturePlan;
import dev.latchkey.trial.torture.TortureResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kill harness, and its verdict on the server (PROC-01). */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class TortureTest {

    private static final CommandRun.Given GIVEN = CommandRun.Given.environment(Map.of());

    private static final int ENOUGH_FOR_SNAPSHOTS = 50;

    private final Path folder;

    TortureTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** The system property {@code torture.cycles} sets the number of kills. */
    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilledRepeatedly() throws IOException {
        int cycles = Integer.getInteger("torture.cycles", 2);
        Path data = folder.resolve("data");
        CommandRun run = GIVEN.run("torture", "--cycles", String.valueOf(cycles), "--data", data.toString());
        System.out.println(run.out());
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
        assertThat(run.out())
                .containsPattern("verdict +OK, of [\\d,]+ operations\n$")
                .containsPattern("run +%,d kills of %,d, 8 clients".formatted(cycles, cycles))
                .containsPattern("writes +[\\d,]+ acknowledged, each found exactly once\n")
                .containsPattern("answers +0 ErrMaybe: ")
                .containsPattern("retried +[\\d,]+ writes, each with the outcome of its first execution\n")
                .containsPattern("repeat +latchkey torture --seed \\d+ ")
                .contains("data        kept in " + data);
        if (cycles >= ENOUGH_FOR_SNAPSHOTS) {
            // With fewer than 10 per kill, the run would prove nothing.
            assertThat(operations(run.out())).isGreaterThan(10L * cycles);
            assertThat(run.out())
                    .containsPattern("retried +[1-9]")
                    .containsPattern("disk +.* truncated, [1-9][\\d,]* snapshots taken, [1-9][\\d,]* loaded\n");
        }
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    private static long operations(String out) {
        Matcher line = Pattern.compile("\noperations +([\\d,]+) on ").matcher(out);
        return line.find() ? Long.parseLong(line.group(1).replace(",", "")) : 0;
    }

    @Test
    @Tag("thorough")
    void clientsWithoutSessionsFindNothingLostEither() throws IOException {
        CommandRun run = GIVEN.run("torture", "--cycles", "1", "--without-session");
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
        assertThat(run.out())
                .containsPattern("retried +[\\d,]+ writes, without sessions\n")
                .containsPattern("repeat +latchkey torture .* --without-session ");
    }

    /** SESS-02. The system property {@code torture.retried} sets the number of retried writes; the default retries few. */
    @Test
    void retriedWritesHaveTheOutcomeOfTheirFirstExecution() throws IOException {
        int retried = Integer.getInteger("torture.retried", 1_500);
        CommandRun run = GIVEN.run(
                "torture",
                "--retried",
                String.valueOf(retried),
                "--cycles",
                "2",
                "--clients",
                "2",
                "--snapshot-records",
                "500");
        System.out.println(run.out());
        assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
        assertThat(run.out())
                .containsPattern("summary +writes [\\d,]+, retried [\\d,]+, ErrMaybe 0 .*, applied twice 0, lost 0,"
                        + " otherwise wrong 0, wall [\\d.]+ s, CPU [\\d.]+ s\n")
                .containsPattern("server +4 starts, ")
                .endsWith("verdict     OK\n");
    }

    /** A server that loses the end of its log has no recorded replies for retries either. */
    @Test
    @Tag("thorough")
    void serverThatLosesRecordedRepliesIsDetected() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        RetryPlan plan = new RetryPlan(100_000, 6, 1, 5);
        RetryResult result = new RetryTorture(
                        plan,
                        () -> FaultyServer.command(data.toString(), "lies", "64"),
                        SystemChance::seeded,
                        SystemTime.INSTANCE)
                .run((kills, retried) -> {});
        assertThat(result.word()).as("%s", result).isEqualTo(Verdict.Word.ILLEGAL);
        assertThat(result.broken().orElse("")).doesNotContain("exit code");
    }

    private static TortureResult tortured(int cycles, ServerCommand server) throws Exception {
        TorturePlan plan = new TorturePlan(cycles, 8, 5, true);
        return new Torture(plan, server, SystemChance::seeded, SystemTime.INSTANCE)
                .run(null, (kills, operations) -> {});
    }

    /**
     * Each kill loses some dozens of fsyncs, each of which acknowledged at least one write. A single kill of a busy server is
     * therefore enough on a machine of any speed, unless it coincides with one of the fsyncs that the disk performs.
     */
    @Test
    @Tag("thorough")
    void serverThatLosesTheEndOfItsLogIsDetected() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        TortureResult result = tortured(6, () -> FaultyServer.command(data.toString(), "lies", "64"));
        assertThat(result.word()).as("%s", result).isEqualTo(Verdict.Word.ILLEGAL);
        // The loss must not have been detected by a recovery that failed.
        assertThat(result.broken().orElse("")).doesNotContain("exit code");
    }

    @Test
    void serverWithAnotherStoreAfterARestartIsDetected() throws Exception {
        TortureResult result = tortured(3, () -> LatchkeyProcess.command(LatchkeyProcess.serveFlags()));
        assertThat(result.broken()).hasValueSatisfying(why -> assertThat(why).contains("the store id "));
        assertThat(result.kills()).isEqualTo(1);
    }

    @Test
    void serverThatCannotBeStartedGivesNoVerdict() {
        List<String> command = LatchkeyProcess.command("serve", "--port", "0", "--data", "/no/such/folder/at-all");
        assertThatThrownBy(() -> tortured(3, () -> command))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("could not be started", "/no/such/folder");
    }

    private static LatchkeyProcess endless(Path history) {
        return LatchkeyProcess.start(
                Map.of(),
                LatchkeyProcess.command("torture", "--cycles", "100000", "--json", "--history", history.toString()));
    }

    /** Waits until the clients are running operations. */
    private void awaitWork(LatchkeyProcess torture, Path history) throws Exception {
        try (WatchService changes = folder.getFileSystem().newWatchService()) {
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.exists(history) || Files.size(history) < 20_000) {
                WatchKey changed = changes.poll(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS);
                assertThat(changed).as("change of the history").isNotNull();
                changed.reset();
                assertThat(torture.handle().isAlive()).isTrue();
            }
        }
    }

    @Test
    @Tag("thorough")
    void terminatedRunIsCheckedAndStopsItsServer() throws Exception {
        Path history = folder.resolve("history.jsonl");
        try (LatchkeyProcess torture = endless(history)) {
            awaitWork(torture, history);
            List<ProcessHandle> servers = torture.handle().children().toList();
            LatchkeyProcess.Result result = torture.terminate();
            assertThat(result.out())
                    .startsWith("{\"verdict\":\"OK\",\"judged\":")
                    .contains("\"ended_early\":\"SIGTERM\"", "\"data\":\"\"");
            assertThat(result.exitCode()).isZero();
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
        }
        assertThat(GIVEN.run("check", history.toString()).exitCode()).isZero();
    }

    /** This is what Ctrl-C on a terminal does, because it reaches the server too. */
    @Test
    @Tag("thorough")
    void serverStoppedByAnotherProcessEndsTheRunEarlyWithAVerdict() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        TortureResult result =
                tortured(1_000, () -> FaultyServer.command(data.toString(), "ends", "after force of segment", "25"));
        assertThat(result.endedEarly())
                .hasValueSatisfying(why -> assertThat(why).contains("with code 0: it was stopped from outside"));
        assertThat(result.isOk()).as("%s", result).isTrue();
        assertThat(result.acknowledged()).isPositive();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void unwritableHistoryLeavesNoDirectory() throws IOException {
        LatchkeyProcess.Result result = LatchkeyProcess.run(
                Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder), "torture", "--history", "/dev/full");
        assertThat(result.err()).contains("No space left on device");
        assertThat(result.exitCode()).isEqualTo(125);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "torture x | 'x'",
                "torture --cycles 0 | invalid --cycles '0': must be a whole number from 1 to 1000000",
                "torture --clients 201 | from 1 to 200",
                "torture --seed -1 | --seed",
                "torture --retried 0 | invalid --retried '0': must be a whole number from 1 to 1000000000",
                "torture --retried 9 --without-session | --retried cannot be combined with --without-session or --history",
                "torture --snapshot-records 0 | --snapshot-records",
                "torture --data /proc | --data /proc is not empty",
                "torture --data /proc/self/cmdline | --data /proc/self/cmdline is a file, not a directory",
                "torture --data= | --data is empty: name a directory",
                "torture --history /no/such/folder/x | no such file or directory",
            })
    void wrongUsageIsNamedBeforeAnythingIsDone(String arguments, String mention) {
        CommandRun run = GIVEN.run(arguments.split(" "));
        assertThat(run.err().lines()).singleElement().asString().contains(mention);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(64);
    }
}
