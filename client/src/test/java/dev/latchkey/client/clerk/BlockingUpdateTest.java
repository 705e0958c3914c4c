package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The blocking update: a thread blocks while the test drives the loop. */
final class BlockingUpdateTest {

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedLink link = new ScriptedLink(loop);
    private final Clerk clerk = Latchkey.over(loop, link, new Random(1), ClientConfig.of("scripted"))
            .clerk();
    private final List<Object> threads = new ArrayList<>();
    private Thread thread = Thread.currentThread();

    private FutureTask<Updated> begin(Function<Optional<Versioned>, KeyChange> function) {
        link.up();
        FutureTask<Updated> task = new FutureTask<>(() -> {
            try {
                return clerk.update("k", found -> {
                    threads.add(Thread.currentThread());
                    return function.apply(found);
                });
            } finally {
                threads.add(Thread.interrupted());
            }
        });
        thread = new Thread(task, "updates");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private void awaitSent(int count) throws InterruptedException {
        loop.runWithThreadsUntil(() -> link.sent().size() == count);
    }

    private Updated result(FutureTask<Updated> task) throws Exception {
        loop.runWithThreadsUntil(task::isDone);
        return task.get(20, TimeUnit.SECONDS);
    }

    private static Reply found(long version) {
        return new Reply.Found(new Versioned(Value.of("a"), Version.of(version), 9));
    }

    @Test
    void functionRunsOnTheCallingThread() throws Exception {
        FutureTask<Updated> task = begin(found -> KeyChange.put("b"));
        awaitSent(1);
        link.answer(found(1));
        awaitSent(2);
        link.answer(new Reply.Written(Version.of(2)));
        assertThat(result(task).outcome()).isEqualTo(new Ok(Version.of(2)));
        assertThat(threads).containsExactly(thread, false);
    }

    @Test
    void whatTheFunctionThrowsIsThrownAsItIs() throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("odd"), new AssertionError("odd"))) {
            int before = link.sent().size();
            FutureTask<Updated> task = begin(found -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            });
            awaitSent(before + 1);
            link.answer(found(1));
            assertThatThrownBy(() -> result(task)).cause().isSameAs(thrown);
            assertThat(thrown.getSuppressed()).isEmpty();
            assertThat(link.sent()).hasSize(before + 1);
        }
    }

    @Test
    void interruptOfTheWriteIsErrMaybe() throws Exception {
        FutureTask<Updated> task = begin(found -> KeyChange.put("b"));
        awaitSent(1);
        link.answer(found(1));
        awaitSent(2);
        thread.interrupt();
        assertThat(result(task).outcome()).isInstanceOf(ErrMaybe.class);
        assertThat(threads).containsExactly(thread, true);
    }

    @Test
    void interruptOfTheReadThrowsAndWritesNothing() throws Exception {
        FutureTask<Updated> task = begin(found -> KeyChange.put("b"));
        awaitSent(1);
        thread.interrupt();
        assertThatThrownBy(() -> result(task)).cause().isInstanceOf(NoAnswerException.class);
        assertThat(threads).containsExactly(true);
        assertThat(link.sent()).hasSize(1);
    }

    @Test
    void interruptWithinTheFunctionEndsTheUpdate() throws Exception {
        FutureTask<Updated> task = begin(found -> {
            Thread.currentThread().interrupt();
            return KeyChange.put("b");
        });
        awaitSent(1);
        link.answer(found(1));
        // Why either: the loop may have sent the write before the thread waits again and notices the interrupt.
        try {
            assertThat(result(task).outcome()).isInstanceOf(ErrMaybe.class);
        } catch (ExecutionException e) {
            assertThat(e).cause().isInstanceOf(NotSentException.class);
            assertThat(link.sent()).hasSize(1);
        }
        assertThat(threads).containsExactly(thread, true);
    }

    @Test
    void updateOnTheLoopIsRefused() {
        link.up();
        List<Throwable> thrown = new ArrayList<>();
        loop.execute(() -> {
            try {
                thrown.add(new AssertionError(clerk.update("k", found -> KeyChange.none())));
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        loop.runAll();
        assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(link.sent()).isEmpty();
    }
}
