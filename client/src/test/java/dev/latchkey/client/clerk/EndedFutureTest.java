package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A future that the caller completes, in whatever way, ends its operation. */
final class EndedFutureTest {

    private static final Key KEY = Key.of("k");
    private static final Value VALUE = Value.of("v");
    private static final Reply WRITTEN = new Reply.Written(Version.of(1));

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final AsyncClerk clerk = Latchkey.over(
                    loop, link, new Random(1), ClientConfig.of("scripted").withCallsMax(1))
            .clerk()
            .withoutSession()
            .async()
            .withoutDeadline();

    /** Every way in which the holder of a future can complete it. */
    private enum Way {
        CANCEL {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.cancel(false);
            }
        },
        COMPLETE {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.complete(value.get());
            }
        },
        COMPLETE_EXCEPTIONALLY {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.completeExceptionally(new IllegalStateException("enough"));
            }
        },
        COMPLETE_ASYNC {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.completeAsync(value, Runnable::run);
            }
        },
        OR_TIMEOUT {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.orTimeout(1, TimeUnit.NANOSECONDS);
            }
        },
        COMPLETE_ON_TIMEOUT {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.completeOnTimeout(value.get(), 1, TimeUnit.NANOSECONDS);
            }
        },
        OBTRUDE_VALUE {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.obtrudeValue(value.get());
            }
        },
        OBTRUDE_EXCEPTION {
            @Override
            <T> void end(CompletableFuture<T> future, Supplier<T> value) {
                future.obtrudeException(new IllegalStateException("enough"));
            }
        };

        abstract <T> void end(CompletableFuture<T> future, Supplier<T> value);
    }

    private void endPut(Way way, CompletableFuture<PutOutcome> put) {
        awaitEnd(() -> way.end(put, PutOutcome.ErrNoKey::new));
    }

    private void endGet(Way way, CompletableFuture<Optional<Versioned>> get) {
        awaitEnd(() -> way.end(get, Optional::empty));
    }

    /** Waits for the step that ends the operation: a thread of the JDK, which adds it, completes the future a little earlier. */
    private void awaitEnd(Runnable end) {
        int before = loop.pending();
        end.run();
        try {
            loop.awaitPending(before + 1);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while the future was to end", e);
        }
    }

    private CompletableFuture<PutOutcome> put() {
        CompletableFuture<PutOutcome> put = clerk.put(KEY, VALUE, Version.NONE);
        loop.settle();
        return put;
    }

    private CompletableFuture<Optional<Versioned>> get() {
        CompletableFuture<Optional<Versioned>> get = clerk.get(KEY);
        loop.settle();
        return get;
    }

    /** callsMax is 1, so a further operation proves that nothing is in flight. */
    private void assertPlaceIsFree() {
        loop.settle();
        int before = link.sent().size();
        link.up();
        CompletableFuture<PutOutcome> next = put();
        assertThat(link.sent()).hasSize(before + 1);
        link.answer(WRITTEN);
        assertThat(loop.await(next)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @ParameterizedTest
    @EnumSource
    void writeThatWaitsForTheFirstSendIsNotSent(Way way) {
        CompletableFuture<PutOutcome> put = put();
        endPut(way, put);
        link.up();
        assertThat(link.sent()).isEmpty();
        assertPlaceIsFree();
    }

    /** Why: the request to the loop that removes the call may be behind the one that makes the link ready. */
    @ParameterizedTest
    @EnumSource
    void writeThatEndsInTheStepOfTheFirstSendIsNotSent(Way way) {
        CompletableFuture<PutOutcome> put = put();
        loop.execute(() -> {
            endPut(way, put);
            link.upInThisStep();
        });
        loop.settle();
        assertThat(link.sent()).isEmpty();
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void writeThatEndsInTheStepOfAResendIsNotResent(Way way) {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        link.fail("lost");
        link.down("gone");
        loop.runAll();
        loop.execute(() -> {
            endPut(way, put);
            link.upInThisStep();
        });
        loop.settle();
        assertThat(link.sent()).hasSize(1);
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void placeOfAWriteIsFreeBeforeThereIsAConnection(Way way) {
        endPut(way, put());
        loop.settle();
        CompletableFuture<PutOutcome> next = put();
        assertThat(next).as("not refused as one too many").isNotDone();
        link.up();
        assertThat(link.sent()).hasSize(1);
        link.answer(WRITTEN);
        assertThat(loop.await(next)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @ParameterizedTest
    @EnumSource
    void readThatWaitsForTheFirstSendIsNotSent(Way way) {
        CompletableFuture<Optional<Versioned>> get = get();
        endGet(way, get);
        link.up();
        assertThat(link.sent()).isEmpty();
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void writeBetweenTwoSendsIsNotResent(Way way) {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        link.fail("lost");
        endPut(way, put);
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void readBetweenTwoSendsIsNotResent(Way way) {
        link.up();
        CompletableFuture<Optional<Versioned>> get = get();
        link.fail("lost");
        endGet(way, get);
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void writeThatWaitsForAConnectionToBeResentIsNotResent(Way way) {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        link.fail("lost");
        link.down("gone");
        loop.runAll();
        endPut(way, put);
        link.up();
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void writeThatWasSentIsNotResentAndItsAnswerIsIgnored(Way way) {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        endPut(way, put);
        loop.settle();
        link.answer(WRITTEN);
        loop.runAll();
        assertThat(put).isDone();
        if (!put.isCompletedExceptionally()) {
            assertThat(put.join()).isNotEqualTo(new PutOutcome.Ok(Version.of(1)));
        }
        assertPlaceIsFree();
    }

    @ParameterizedTest
    @EnumSource
    void writeThatWasSentAndFailsAfterwardsIsNotResent(Way way) {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        endPut(way, put);
        link.fail("lost");
        loop.runAll();
        assertThat(link.sent()).hasSize(1);
        assertPlaceIsFree();
    }

    @Test
    void endingACopyDoesNotEndTheOperation() {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        CompletableFuture<PutOutcome> copy = put.copy();
        CompletableFuture<PutOutcome> staged = put.minimalCompletionStage().toCompletableFuture();
        CompletableFuture<Boolean> derived = put.thenApply(outcome -> true);
        copy.cancel(false);
        staged.complete(new PutOutcome.ErrNoKey());
        derived.cancel(false);
        link.fail("lost");
        loop.runUntil(() -> link.sent().size() == 2);
        link.answer(WRITTEN);
        assertThat(loop.await(put)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void copiesCompleteWithTheOperation() {
        link.up();
        CompletableFuture<PutOutcome> put = put();
        CompletableFuture<PutOutcome> copy = put.copy();
        CompletableFuture<PutOutcome> staged = put.minimalCompletionStage().toCompletableFuture();
        link.answer(WRITTEN);
        assertThat(loop.await(copy)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(loop.await(staged)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }
}
