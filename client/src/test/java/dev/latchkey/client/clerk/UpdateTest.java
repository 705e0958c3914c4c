package dev.latchkey.client.clerk;

import static dev.latchkey.client.clerk.ScriptedLink.OTHER_STORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.ErrVersion;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** An update, step by step, over a scripted link. */
final class UpdateTest {

    private static final Key KEY = Key.of("k");
    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final Latchkey client = Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted"));
    private final AsyncClerk clerk = client.clerk().withoutSession().async();
    private int answered;

    /** Waits for the next request, checks it, and answers it. */
    private void exchange(Command expected, Reply reply) {
        awaitRequest(expected);
        answered = link.sent().size();
        link.answer(reply);
    }

    private void awaitRequest(Command expected) {
        loop.runUntil(() -> link.sent().size() > answered);
        assertThat(link.lastSent()).isEqualTo(expected);
    }

    private static KeyChange append(Optional<Versioned> found) {
        return KeyChange.put(found.map(old -> old.value().utf8()).orElse("") + "x");
    }

    private static Command read() {
        return new Command.Get(KEY);
    }

    private static Command write(String value, long version) {
        return new Command.Put(KEY, Value.of(value), Version.of(version));
    }

    private static Reply found(String value, long version) {
        return new Reply.Found(new Versioned(Value.of(value), Version.of(version), 9));
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    private static Reply conflict(long version) {
        return new Reply.Conflict(Version.of(version));
    }

    private CompletableFuture<Updated> begin(Function<Optional<Versioned>, KeyChange> function) {
        link.up();
        return clerk.update(KEY, function);
    }

    private static Updated updated(PutOutcome outcome, String value, boolean isWritten) {
        return new Updated(KEY, outcome, Optional.of(Value.of(value)), isWritten);
    }

    private static Ok ok(long version) {
        return new Ok(Version.of(version));
    }

    @Test
    void writesAtTheVersionThatItRead() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), found("a", 7));
        exchange(write("ax", 7), written(8));
        assertThat(loop.await(result)).isEqualTo(updated(ok(8), "ax", true));
        assertThat(result.join().orThrow()).isEqualTo(Version.of(8));
    }

    @Test
    void keyThatDoesNotExistIsCreated() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), new Reply.NoKey());
        exchange(write("x", 0), written(1));
        assertThat(loop.await(result)).isEqualTo(updated(ok(1), "x", true));
    }

    @Test
    void afterAConflictTheFunctionIsAppliedToANewReadAndWrittenAtItsVersion() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), found("a", 7));
        exchange(write("ax", 7), conflict(9));
        exchange(read(), found("c", 10));
        exchange(write("cx", 10), written(11));
        assertThat(loop.await(result)).isEqualTo(updated(ok(11), "cx", true));
    }

    @Test
    void deletionAndCreationMeanwhileAreConflictsToo() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), found("a", 7));
        exchange(write("ax", 7), new Reply.NoKey());
        exchange(read(), new Reply.NoKey());
        exchange(write("x", 0), conflict(9));
        exchange(read(), found("b", 9));
        exchange(write("bx", 9), written(10));
        assertThat(loop.await(result)).isEqualTo(updated(ok(10), "bx", true));
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void conflictsAreRetriedUntilTheDeadlineAfterRandomPauses() {
        link.up();
        CompletableFuture<Updated> result =
                clerk.withDeadline(Duration.ofSeconds(20)).update(KEY, UpdateTest::append);
        List<Duration> starts = new ArrayList<>();
        long version = 1;
        while (!result.isDone()) {
            starts.add(loop.elapsed());
            exchange(read(), found("a", version));
            exchange(write("ax", version++), conflict(version));
            loop.runUntil(() -> result.isDone() || link.sent().size() > answered);
        }
        assertThat(result.join()).isEqualTo(updated(new ErrVersion(Version.of(version)), "ax", false));
        assertThat(loop.elapsed()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(20));
        assertThat(starts).doesNotHaveDuplicates().hasSizeBetween(80, 400);
        assertThatThrownBy(() -> result.join().orThrow())
                .isInstanceOf(NotOkException.class)
                .hasMessage("not done: version conflict, key 'k' is at version " + version);
    }

    @Test
    void aCallGetsOnlyTheTimeThatIsLeft() {
        link.up();
        CompletableFuture<Updated> result =
                clerk.withDeadline(Duration.ofSeconds(20)).update(KEY, UpdateTest::append);
        exchange(read(), found("a", 1));
        awaitRequest(write("ax", 1));
        loop.advance(Duration.ofSeconds(15));
        link.answer(conflict(2));
        answered = link.sent().size();
        awaitRequest(read());
        assertThatThrownBy(() -> loop.await(result)).isInstanceOf(NoAnswerException.class);
        assertThat(loop.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void withoutADeadlineConflictsAreRetriedForEver() {
        link.up();
        CompletableFuture<Updated> result = clerk.withoutDeadline().update(KEY, UpdateTest::append);
        for (int version = 1; version < 1_000; version++) {
            exchange(read(), found("a", version));
            exchange(write("ax", version), conflict(version + 1));
        }
        assertThat(loop.elapsed()).isGreaterThan(Duration.ofSeconds(60));
        exchange(read(), found("a", 1_000));
        exchange(write("ax", 1_000), written(1_001));
        assertThat(loop.await(result).orThrow()).isEqualTo(Version.of(1_001));
    }

    @Test
    void unknownOutcomeIsReturnedAndNotRetried() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), found("a", 7));
        awaitRequest(write("ax", 7));
        link.fail("lost");
        answered = link.sent().size();
        exchange(write("ax", 7), conflict(8));
        Updated updated = loop.await(result);
        assertThat(updated.outcome())
                .isEqualTo(new ErrMaybe(new Cause.ResendRefused("ERRVERSION 8", Optional.of(Version.of(8)))));
        assertThat(updated.isWritten()).isFalse();
        loop.runAll();
        assertThat(link.sent()).hasSize(3);
        assertThatThrownBy(updated::orThrow)
                .hasMessage("outcome unknown: the write of key 'k' may or may not have taken effect (a retry was"
                        + " refused: ERRVERSION 8)");
    }

    @Test
    void keyThatIsLeftAsItIsIsNotWritten() {
        CompletableFuture<Updated> result = begin(found -> KeyChange.none());
        exchange(read(), found("a", 7));
        assertThat(loop.await(result)).isEqualTo(updated(ok(7), "a", false));
        CompletableFuture<Updated> absent = begin(found -> KeyChange.none());
        exchange(read(), new Reply.NoKey());
        assertThat(loop.await(absent)).isEqualTo(new Updated(KEY, ok(0), Optional.empty(), false));
        assertThat(link.sent()).hasSize(2);
    }

    @Test
    void keyIsDeletedAtTheVersionThatWasReadAndOnlyIfItExists() {
        CompletableFuture<Updated> result = begin(found -> KeyChange.delete());
        exchange(read(), found("a", 7));
        exchange(new Command.Delete(KEY, Version.of(7)), written(8));
        assertThat(loop.await(result)).isEqualTo(new Updated(KEY, ok(8), Optional.empty(), true));
        CompletableFuture<Updated> absent = begin(found -> KeyChange.delete());
        exchange(read(), new Reply.NoKey());
        assertThat(loop.await(absent)).isEqualTo(new Updated(KEY, ok(0), Optional.empty(), false));
    }

    @Test
    void exceptionOfTheFunctionIsTheResultAndNothingIsWritten() {
        CompletableFuture<Updated> result = begin(found -> {
            throw new IllegalStateException("odd value");
        });
        exchange(read(), found("a", 7));
        assertThatThrownBy(() -> loop.await(result))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("odd value");
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void refusalOfTheWriteIsThrown() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        exchange(read(), found("a", 7));
        awaitRequest(write("ax", 7));
        link.answerError("ERRFULL no room");
        assertThatThrownBy(() -> loop.await(result)).isInstanceOf(RefusedException.class);
    }

    @Test
    void valueOfOneStoreIsNeverWrittenToAnother() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        awaitRequest(read());
        link.answerAndGoDown(found("a", 7));
        answered = link.sent().size();
        link.up(OTHER_STORE);
        exchange(read(), found("b", 7));
        exchange(write("bx", 7), written(8));
        assertThat(loop.await(result)).isEqualTo(updated(ok(8), "bx", true));
        assertThat(link.sent()).doesNotContain(write("ax", 7));
    }

    @Test
    void createOfOneStoreIsNeverSentToAnother() {
        CompletableFuture<Updated> result = begin(UpdateTest::append);
        awaitRequest(read());
        link.answerAndGoDown(new Reply.NoKey());
        answered = link.sent().size();
        link.up(OTHER_STORE);
        exchange(read(), found("b", 7));
        exchange(write("bx", 7), written(8));
        assertThat(loop.await(result)).isEqualTo(updated(ok(8), "bx", true));
        assertThat(link.sent()).doesNotContain(write("x", 0));
    }

    @Test
    void clerkOfOneStoreDoesNotUpdateAnother() {
        link.up(OTHER_STORE);
        CompletableFuture<Updated> result = clerk.inStore(ScriptedLink.STORE).update(KEY, UpdateTest::append);
        assertThatThrownBy(() -> loop.await(result)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void updateThatBeginsBeforeTheFirstConnectionReadsInTheStoreItFinds() {
        CompletableFuture<Updated> result = clerk.update(KEY, UpdateTest::append);
        loop.settle();
        link.up();
        exchange(read(), found("a", 7));
        exchange(read(), found("b", 8));
        exchange(write("bx", 8), written(9));
        assertThat(loop.await(result)).isEqualTo(updated(ok(9), "bx", true));
    }

    @Test
    void functionAndCallbacksRunOnTheExecutor() {
        LaterExecutor executor = new LaterExecutor();
        List<String> calls = new ArrayList<>();
        link.up();
        clerk.completingOn(executor)
                .update(KEY, found -> {
                    calls.add("function");
                    return KeyChange.put("b");
                })
                .whenComplete((updated, failure) -> calls.add("callback"));
        exchange(read(), found("a", 7));
        loop.settle();
        assertThat(calls).isEmpty();
        executor.runAll();
        assertThat(calls).containsExactly("function");
        exchange(write("b", 7), written(8));
        assertThat(calls).containsExactly("function");
        executor.runAll();
        assertThat(calls).containsExactly("function", "callback");
    }

    @Test
    void completedFutureEndsTheUpdateAtEveryStep() {
        for (int steps = 0; steps < 3; steps++) {
            CompletableFuture<Updated> result = begin(UpdateTest::append);
            answered = link.sent().size();
            if (steps > 0) {
                exchange(read(), found("a", 7));
                awaitRequest(write("ax", 7));
            }
            if (steps > 1) {
                link.answer(conflict(8));
                loop.settle();
            }
            int before = link.sent().size();
            result.cancel(false);
            loop.runAll();
            assertThat(link.sent()).hasSizeLessThanOrEqualTo(before);
        }
    }

    @Test
    void givingUpInAPauseOrWhileTheFunctionRunsWritesNothing() {
        link.up();
        LaterExecutor executor = new LaterExecutor();
        Update update = new Update(clerk, KEY, UpdateTest::append, executor);
        CompletableFuture<Updated> result = update.start();
        exchange(read(), found("a", 7));
        update.giveUp("interrupted");
        executor.runAll();
        loop.runAll();
        executor.runAll();
        assertThatThrownBy(() -> FutureResult.resultOf(result))
                .isInstanceOf(NotSentException.class)
                .hasMessage("interrupted");
        Update pausing = new Update(clerk, KEY, UpdateTest::append, Runnable::run);
        CompletableFuture<Updated> second = pausing.start();
        exchange(read(), found("a", 7));
        exchange(write("ax", 7), conflict(8));
        pausing.giveUp("interrupted");
        loop.runAll();
        assertThatThrownBy(() -> FutureResult.resultOf(second)).isInstanceOf(NotSentException.class);
        assertThat(link.sent()).hasSize(3);
    }

    @Test
    void updateOfAClosedClientIsNotSent() {
        link.up();
        client.closeNow();
        loop.settle();
        CompletableFuture<Updated> closed = clerk.update(KEY, UpdateTest::append);
        assertThatThrownBy(() -> loop.await(closed)).isInstanceOf(NotSentException.class);
        loop.end();
        CompletableFuture<Updated> ended = clerk.update(KEY, UpdateTest::append);
        assertThatThrownBy(() -> FutureResult.resultOf(ended)).isInstanceOf(NotSentException.class);
    }

    @Test
    void keyIsCreatedOnlyIfItIsAbsent() {
        link.up();
        CompletableFuture<Updated> created = clerk.createIfAbsent(KEY, Value.of("v"));
        exchange(read(), new Reply.NoKey());
        exchange(write("v", 0), written(3));
        assertThat(loop.await(created)).isEqualTo(updated(ok(3), "v", true));
        CompletableFuture<Updated> present = clerk.createIfAbsent(KEY, Value.of("v"));
        exchange(read(), found("other", 5));
        assertThat(loop.await(present)).isEqualTo(updated(ok(5), "other", false));
    }

    @Test
    void createThatLosesTheRaceReturnsWhatTheOtherClientWrote() {
        link.up();
        CompletableFuture<Updated> result = clerk.createIfAbsent(KEY, Value.of("v"));
        exchange(read(), new Reply.NoKey());
        exchange(write("v", 0), conflict(1));
        exchange(read(), found("other", 1));
        assertThat(loop.await(result)).isEqualTo(updated(ok(1), "other", false));
    }
}
