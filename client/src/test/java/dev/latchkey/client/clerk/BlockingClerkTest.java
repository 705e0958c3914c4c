package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The blocking Clerk: a thread blocks while the test drives the loop. */
final class BlockingClerkTest {

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final Latchkey client = Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted"));
    private final Clerk clerk = client.clerk().withoutSession();

    private record Waiter<T>(Thread thread, FutureTask<T> task) {}

    private static <T> Waiter<T> inThread(Callable<T> waiting) {
        FutureTask<T> task = new FutureTask<>(waiting);
        Thread thread = new Thread(task, "blocks on a Clerk");
        thread.setDaemon(true);
        thread.start();
        return new Waiter<>(thread, task);
    }

    private Waiter<PutOutcome> putInThread() {
        return inThread(() -> clerk.put("k", "v", Version.NONE));
    }

    /** The result of the blocked thread, without advancing the virtual time. */
    private <T> T result(Waiter<T> waiter) throws Exception {
        loop.settle();
        return waiter.task().get(20, TimeUnit.SECONDS);
    }

    @Test
    void putReturnsTheAnswerOfTheServer() throws Exception {
        link.up();
        Waiter<PutOutcome> waiter = putInThread();
        loop.runWithThreadsUntil(() -> !link.sent().isEmpty());
        link.answer(new Reply.Written(Version.of(1)));
        assertThat(result(waiter)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
    }

    @Test
    void interruptAfterTheSendIsErrMaybeAndTheThreadStaysInterrupted() throws Exception {
        link.up();
        List<Boolean> interrupted = new ArrayList<>();
        Waiter<PutOutcome> waiter = inThread(() -> {
            PutOutcome outcome = clerk.put("k", "v", Version.NONE);
            interrupted.add(Thread.interrupted());
            return outcome;
        });
        loop.runWithThreadsUntil(() -> !link.sent().isEmpty());
        waiter.thread().interrupt();
        assertThat(result(waiter))
                .isEqualTo(new PutOutcome.ErrMaybe(new Cause.Abandoned("the waiting thread was interrupted")));
        assertThat(interrupted).containsExactly(true);
    }

    @Test
    void interruptBeforeTheSendIsNotSent() throws Exception {
        Waiter<PutOutcome> waiter = inThread(() -> {
            Thread.currentThread().interrupt();
            return clerk.put("k", "v", Version.NONE);
        });
        assertThatThrownBy(() -> result(waiter)).hasCauseInstanceOf(NotSentException.class);
        link.up();
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void interruptedReadThrows() throws Exception {
        link.up();
        Waiter<Object> waiter = inThread(() -> clerk.get("k"));
        loop.runWithThreadsUntil(() -> !link.sent().isEmpty());
        waiter.thread().interrupt();
        assertThatThrownBy(() -> result(waiter)).hasCauseInstanceOf(NoAnswerException.class);
    }

    @Test
    void waitingOnTheLoopIsRefusedAndNothingIsSent() {
        link.up();
        List<Throwable> thrown = new ArrayList<>();
        loop.execute(() -> {
            try {
                thrown.add(new AssertionError(clerk.put("k", "v", Version.NONE)));
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        loop.runAll();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(link.sent()).isEmpty();
    }

    @Test
    void closeEndsAWaitingThread() throws Exception {
        link.up();
        Waiter<PutOutcome> waiter = putInThread();
        loop.runWithThreadsUntil(() -> !link.sent().isEmpty());
        loop.execute(client::closeNow);
        assertThat(result(waiter)).isEqualTo(new PutOutcome.ErrMaybe(new Cause.Abandoned("the client was closed")));
    }
}
