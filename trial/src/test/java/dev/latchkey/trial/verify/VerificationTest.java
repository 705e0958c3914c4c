package dev.latchkey.trial.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.check.Verdict;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.trial.faults.FaultRates;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A correct server passes under every kind of fault, and an incorrect one is detected. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VerificationTest {

    private static final String PREFIX = "latchkey-verify/test/";
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Verification verification(Node node, int operations, FaultRates rates) {
        return verification(node, operations, rates, true);
    }

    private static Verification verification(Node node, int operations, FaultRates rates, boolean inSession) {
        ClientConfig config = ClientConfig.of("127.0.0.1:" + node.address().getPort());
        Plan plan = new Plan(6, LONG, operations, rates, 20_261_122, inSession);
        return new Verification(config, plan, PREFIX, SystemChance::seeded, SystemTime.INSTANCE);
    }

    private static Node node(BrokenEngine.Mistake mistake) throws IOException {
        return Node.start(NodeConfig.loopback(0), new BrokenEngine(mistake));
    }

    private static Result run(Node node, int operations, FaultRates rates) throws Exception {
        return verification(node, operations, rates).run(null, false, (second, begun, fired) -> {});
    }

    private static void assertNothingIsLeft(Node node) {
        try (Latchkey direct = Latchkey.connect("127.0.0.1:" + node.address().getPort())) {
            assertThat(direct.clerk().list("").entries()).isEmpty();
        }
    }

    private static Result runWithoutSession(Node node, int operations, FaultRates rates) throws Exception {
        return verification(node, operations, rates, false).run(null, false, (second, begun, fired) -> {});
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(FaultRates.NONE, 5_000),
                Arguments.of(FaultRates.LAB, 400),
                Arguments.of(FaultRates.ROUGH, 400));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void correctServerIsOk(FaultRates rates, int operations) throws Exception {
        try (Node node = node(BrokenEngine.Mistake.NONE)) {
            Result result = run(node, operations, rates);
            assertThat(result.verdict()).isEqualTo(new Verdict.Ok());
            assertThat(result.operations()).isEqualTo(operations);
            assertThat(result.judged()).isEqualTo(operations + result.keys());
            assertThat(result.broken()).isEmpty();
            assertThat(result.unread()).isEmpty();
            assertThat(result.resentCreates()).isZero();
            assertThat(result.retriedWrites() > 0).isEqualTo(!rates.equals(FaultRates.NONE));
            assertThat(result.asked()).containsOnlyKeys("get", "create", "put", "delete");
            assertThat(result.cleanup().failure()).isEmpty();
            assertThat(result.unknown()).doesNotContainKeys("refused", "abandoned");
            assertThat(result.faults().isEmpty()).isEqualTo(rates.equals(FaultRates.NONE));
            assertNothingIsLeft(node);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void correctServerIsOkForClientsWithoutSessionsToo(FaultRates rates, int operations) throws Exception {
        try (Node node = node(BrokenEngine.Mistake.NONE)) {
            Result result = runWithoutSession(node, operations, rates);
            assertThat(result.verdict()).isEqualTo(new Verdict.Ok());
            assertThat(result.judged()).isEqualTo(operations + result.resentCreates());
            assertThat(result.broken()).isEmpty();
            assertThat(result.maybes() > 0).isEqualTo(!rates.equals(FaultRates.NONE));
            assertNothingIsLeft(node);
        }
    }

    /** Without a session, the same server is correct: a refusal of a retry is reported as ErrMaybe. */
    @Test
    void serverThatExecutesRetriesAgainIsDetectedInSessions() throws Exception {
        try (Node node = node(BrokenEngine.Mistake.EXECUTES_RETRIES_AGAIN)) {
            assertThat(run(node, 3_000, FaultRates.cuts(50, 100, 50, 50)).word())
                    .isEqualTo(Verdict.Word.ILLEGAL);
            assertThat(runWithoutSession(node, 500, FaultRates.cuts(50, 100, 50, 50))
                            .word())
                    .isEqualTo(Verdict.Word.OK);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "EXECUTES_RETRIES_AGAIN"})
    void incorrectServerIsDetected(BrokenEngine.Mistake mistake) throws Exception {
        try (Node node = node(mistake)) {
            Result result = run(node, 20_000, FaultRates.NONE);
            assertThat(result.verdict()).isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(
                            illegal.counterexample().operations())
                    .hasSizeBetween(1, 10));
            assertThat(result.endedEarly()).contains("the history is not linearizable");
            assertNothingIsLeft(node);
        }
    }

    @Test
    void incorrectServerIsDetectedUnderFaultsToo() throws Exception {
        try (Node node = node(BrokenEngine.Mistake.LOSES_A_WRITE)) {
            assertThat(run(node, 3_000, FaultRates.cuts(50, 50, 50, 50)).verdict())
                    .isInstanceOf(Verdict.Illegal.class);
        }
    }

    @Test
    void changedStoreGivesNoVerdict() throws Exception {
        Node before = node(BrokenEngine.Mistake.NONE);
        int port = before.address().getPort();
        Verification verification = verification(before, 1_000_000_000, FaultRates.NONE);
        Node[] after = new Node[1];
        Result result = verification.run(null, false, (second, begun, fired) -> {
            if (after[0] == null) {
                before.stop(Duration.ofMillis(1));
                after[0] = startAt(port);
            }
        });
        assertThat(result.verdict())
                .isInstanceOfSatisfying(Verdict.Unknown.class, unknown -> assertThat(unknown.reason())
                        .startsWith("the store changed from ")
                        .endsWith("The history before that is OK"));
        assertThat(result.endedEarly()).contains("the store changed");
        assertNothingIsLeft(after[0]);
        after[0].close();
    }

    private static Node startAt(int port) {
        try {
            return Node.start(NodeConfig.loopback(port), new BrokenEngine(BrokenEngine.Mistake.NONE));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("thorough")
    void serverThatGoesAwayLeavesAVerdictOnTheHistorySoFarAndReportsLeftoverKeys() throws Exception {
        Node node = node(BrokenEngine.Mistake.NONE);
        ClientConfig config =
                ClientConfig.of("127.0.0.1:" + node.address().getPort()).withDeadline(Duration.ofSeconds(3));
        Plan plan = new Plan(3, Duration.ofSeconds(2), Long.MAX_VALUE, FaultRates.NONE, 1, true);
        Result result = new Verification(config, plan, PREFIX, SystemChance::seeded, SystemTime.INSTANCE)
                .run(null, false, (second, begun, fired) -> node.stop(Duration.ofMillis(1)));
        assertThat(result.verdict()).isEqualTo(new Verdict.Ok());
        assertThat(result.answered().keySet()).contains("ok").containsAnyOf("not sent", "no answer", "maybe");
        assertThat(result.cleanup().failure()).isPresent();
    }

    @Test
    void runEndedManuallyIsCheckedAndCleanedUp() throws Exception {
        try (Node node = node(BrokenEngine.Mistake.NONE)) {
            Verification verification = verification(node, 1_000_000_000, FaultRates.NONE);
            Result result = verification.run(null, false, (second, begun, fired) -> verification.end("SIGINT"));
            assertThat(result.verdict()).isEqualTo(new Verdict.Ok());
            assertThat(result.endedEarly()).contains("SIGINT");
            assertThat(result.judged()).isEqualTo(result.operations() + result.keys());
            assertThat(result.operations()).isPositive();
            assertNothingIsLeft(node);
        }
    }

    @Test
    void historyThatCannotBeWrittenEndsTheRunWithoutAVerdict() throws Exception {
        try (Node node = node(BrokenEngine.Mistake.NONE)) {
            OutputStream full = new OutputStream() {
                private int left = 100_000;

                @Override
                public void write(int octet) throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("no space left on device");
                    }
                }
            };
            Result result =
                    verification(node, 1_000_000_000, FaultRates.NONE).run(full, false, (second, begun, fired) -> {});
            assertThat(result.verdict())
                    .isEqualTo(new Verdict.Unknown("the history could not be written: no space left on device"));
            assertNothingIsLeft(node);
        }
    }

    @Test
    void failedRunIsCleanedUpAndNamesItsKeys() throws Exception {
        try (Node node = node(BrokenEngine.Mistake.NONE)) {
            Verification verification = verification(node, 1_000_000_000, FaultRates.NONE);
            assertThatThrownBy(() -> verification.run(null, false, (second, begun, fired) -> {
                        throw new UnsupportedOperationException("a bug");
                    }))
                    .hasMessage("the run failed; all keys that start with " + PREFIX + " were deleted")
                    .hasRootCauseMessage("a bug");
            assertNothingIsLeft(node);
        }
    }

    @Test
    void serverThatIsNotThereIsAnException() {
        Verification verification = new Verification(
                ClientConfig.of("127.0.0.1:1").withDeadline(Duration.ofMillis(50)),
                new Plan(1, LONG, 1, FaultRates.NONE, 1, true),
                PREFIX,
                SystemChance::seeded,
                SystemTime.INSTANCE);
        assertThatThrownBy(() -> verification.run(null, false, (second, begun, fired) -> {}))
                .isInstanceOf(NotSentException.class);
    }
}
