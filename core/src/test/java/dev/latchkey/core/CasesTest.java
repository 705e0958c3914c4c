package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.core.state.TestStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every command and every reply is matched by its own case. */
final class CasesTest {

    private static final Key KEY = Key.of("k");
    private static final Version ONE = Version.of(1);
    private static final SessionId SESSION = new SessionId(1, 2);

    @Test
    void everyReplyIsMatchedByItsCase() {
        List<Reply> replies = List.of(
                TestStore.found("v", 1, 1),
                TestStore.noKey(),
                TestStore.written(1),
                TestStore.conflict(1),
                new Reply.Listed(1, false, List.of()),
                TestStore.versionsUsedUp(),
                new Reply.GuardFailed(ONE),
                new Reply.Opened(SESSION),
                new Reply.Kept(1),
                Reply.Closed.INSTANCE,
                Reply.NoSession.INSTANCE,
                new Reply.SeqRefused(Reply.SeqReason.ACKED_BEFORE),
                new Reply.Cancelled(true),
                new Reply.Transacted(List.of()),
                new Reply.TransactionRefused(1, TestStore.noKey()),
                new Reply.Following(1));

        assertThat(replies)
                .map(reply -> reply.match(new CaseName()))
                .containsExactly(
                        "found",
                        "noKey",
                        "written",
                        "conflict",
                        "listed",
                        "refused",
                        "guardFailed",
                        "opened",
                        "kept",
                        "closed",
                        "noSession",
                        "seqRefused",
                        "cancelled",
                        "transacted",
                        "transactionRefused",
                        "ofHistory");
    }

    @Test
    void aWriteNamesItsKeysAndCountsTheirBytes() {
        Command.Write put = new Command.Put(KEY, Value.of("value"), ONE);
        Command.Write delete = new Command.Delete(KEY, ONE);

        assertThat(put.keys()).containsExactly(KEY);
        assertThat(put.keyCount()).isEqualTo(1);
        assertThat(put.bytes()).isEqualTo(6);
        assertThat(put.mayFree()).isFalse();
        assertThat(put.asWrite()).isSameAs(put);
        assertThat(delete.keys()).containsExactly(KEY);
        assertThat(delete.keyCount()).isEqualTo(1);
        assertThat(delete.bytes()).isEqualTo(1);
        assertThat(delete.mayFree()).isTrue();
    }

    @Test
    void commandsOfSessionsAreWritesExceptTheRenewal() {
        Command.Put put = new Command.Put(KEY, Value.EMPTY, ONE);

        assertThat(List.of(
                        new Command.OpenSession(SESSION, 1, ""),
                        new Command.KeepSession(SESSION, 1, ""),
                        new Command.CloseSession(SESSION, ""),
                        new Command.EndSession(SESSION),
                        new Command.Once(SESSION, "", 1, 0, put)))
                .allSatisfy(command -> assertThat(command.asWrite()).isSameAs(command));
        assertThat(new Command.RenewSession(SESSION, "").isWrite()).isFalse();
    }

    @Test
    void aStepOfASessionNamesTheKeysOfItsWriteAndItsRecordTakesMemory() {
        Command.Put put = new Command.Put(KEY, Value.of("value"), ONE);
        Command.Once once = new Command.Once(SESSION, "", 1, 0, put);

        assertThat(once.keys()).containsExactly(KEY);
        assertThat(once.keyCount()).isEqualTo(1);
        assertThat(once.bytes()).isGreaterThan(put.bytes());
        assertThat(once.mayFree()).isFalse();
        assertThat(once(new Command.Delete(KEY, ONE)).mayFree()).isFalse();
    }

    @Test
    void theDiskSpaceInReserveIsForDeletesAndForSessionsThatFinish() {
        assertThat(List.of(
                        new Command.Delete(KEY, ONE),
                        new Command.OpenSession(SESSION, 1, ""),
                        new Command.KeepSession(SESSION, 1, ""),
                        new Command.CloseSession(SESSION, ""),
                        new Command.EndSession(SESSION),
                        once(new Command.Delete(KEY, ONE)),
                        once(Command.Cancel.INSTANCE)))
                .allMatch(Command.Write::mayUseReserve);
        assertThat(List.of(new Command.Put(KEY, Value.EMPTY, ONE), once(new Command.Put(KEY, Value.EMPTY, ONE))))
                .noneMatch(Command.Write::mayUseReserve);
    }

    private static Command.Once once(Command.Write step) {
        return new Command.Once(SESSION, "", 1, 0, step);
    }

    @Test
    void onlyAWriteOfKeysAKeepOfTheSameSessionAndACancellationCanBeAStep() {
        once(new Command.KeepSession(SESSION, 1, ""));
        for (Command.Write step : List.of(
                new Command.KeepSession(SESSION, 1, "other"),
                new Command.KeepSession(new SessionId(1, 3), 1, ""),
                new Command.OpenSession(SESSION, 1, ""),
                new Command.CloseSession(SESSION, ""),
                new Command.EndSession(SESSION),
                once(Command.Cancel.INSTANCE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> once(step))
                    .withMessageStartingWith("not a step of session " + SESSION);
        }
    }

    @Test
    void numbersOfStepsAndTimesToLiveHaveBounds() {
        for (long[] numbers : new long[][] {{0, 0}, {-1, 0}, {1, -1}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Command.Once(SESSION, "", numbers[0], numbers[1], Command.Cancel.INSTANCE));
        }
        for (int ttlMillis : new int[] {0, -1, 86_400_001}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Command.OpenSession(SESSION, ttlMillis, ""));
            assertThatIllegalArgumentException().isThrownBy(() -> new Command.KeepSession(SESSION, ttlMillis, ""));
        }
        assertThat(new Command.OpenSession(SESSION, 86_400_000, "").ttlMillis()).isEqualTo(86_400_000);
    }

    @Test
    void namesOfUsersHaveAtMostSixtyFourBytesOfUtf8() {
        String longest = "\u20ac".repeat(21) + "x";
        assertThat(new Command.OpenSession(SESSION, 1, longest).user()).isEqualTo(longest);
        assertThat(new Command.Owner(SESSION, "\ud83d\ude00".repeat(16)).user()).hasSize(32);
        for (String name : List.of(longest + "x", "x".repeat(65), "\ud83d\ude00".repeat(16) + "x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Command.CloseSession(SESSION, name))
                    .withMessage("the name of the user has 65 bytes: the maximum is 64");
        }
        for (String half : List.of("\ud83d", "\ude00", "x\ud83dx", "\ude00\ud83d")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Command.Owner(SESSION, half));
        }
    }

    @Test
    void longNameOfAnOriginIsCutBetweenTwoCharacters() {
        assertThat(Origin.cut("x".repeat(65))).isEqualTo("x".repeat(64));
        assertThat(Origin.cut("x\u20ac".repeat(16))).isEqualTo("x\u20ac".repeat(16));
        assertThat(Origin.cut("\u20ac".repeat(22))).isEqualTo("\u20ac".repeat(21));
        assertThat(Origin.cut("\ud83d")).isEqualTo("?");
        assertThat(Origin.cut("")).isEmpty();
    }

    @Test
    void onlyPutAndDeleteAreWrites() {
        assertThat(new Command.Put(KEY, Value.EMPTY, ONE).isWrite()).isTrue();
        assertThat(new Command.Delete(KEY, ONE).isWrite()).isTrue();
        assertThat(new Command.Get(KEY).isWrite()).isFalse();
        assertThat(new Command.ListKeys(Prefix.EMPTY, null, 1, false).isWrite()).isFalse();
    }

    private static final class CaseName implements Reply.Cases<String> {
        @Override
        public String found(Reply.Found reply) {
            return "found";
        }

        @Override
        public String noKey(Reply.NoKey reply) {
            return "noKey";
        }

        @Override
        public String written(Reply.Written reply) {
            return "written";
        }

        @Override
        public String conflict(Reply.Conflict reply) {
            return "conflict";
        }

        @Override
        public String listed(Reply.Listed reply) {
            return "listed";
        }

        @Override
        public String refused(Reply.Refused reply) {
            return "refused";
        }

        @Override
        public String guardFailed(Reply.GuardFailed reply) {
            return "guardFailed";
        }

        @Override
        public String opened(Reply.Opened reply) {
            return "opened";
        }

        @Override
        public String kept(Reply.Kept reply) {
            return "kept";
        }

        @Override
        public String closed(Reply.Closed reply) {
            return "closed";
        }

        @Override
        public String noSession(Reply.NoSession reply) {
            return "noSession";
        }

        @Override
        public String seqRefused(Reply.SeqRefused reply) {
            return "seqRefused";
        }

        @Override
        public String transacted(Reply.Transacted reply) {
            return "transacted";
        }

        @Override
        public String transactionRefused(Reply.TransactionRefused reply) {
            return "transactionRefused";
        }

        @Override
        public String ofHistory(Reply.OfHistory reply) {
            return "ofHistory";
        }

        @Override
        public String cancelled(Reply.Cancelled reply) {
            return "cancelled";
        }
    }
}
