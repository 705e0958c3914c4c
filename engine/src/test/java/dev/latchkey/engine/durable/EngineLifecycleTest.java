package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.SystemTime;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a durable engine are started and stopped by the engine itself. */
@Timeout(60)
final class EngineLifecycleTest {

    private final InMemoryDisk disk = new InMemoryDisk();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private DurableEngine open(Disk face) {
        return DurableEngine.open(
                face, SteppedStore.OPTIONS, new SplittableRandom(1), SystemTime.INSTANCE, new StoreListener() {
                    @Override
                    public void recovering(String what, long done, long inAll) {}

                    @Override
                    public void failed(Throwable reason) {
                        failure.complete(reason);
                    }
                });
    }

    private static CompletableFuture<Reply> put(DurableEngine engine, String key) {
        CompletableFuture<Reply> outcome = new CompletableFuture<>();
        engine.submit(
                SteppedStore.put(key, "v", 0),
                Asker.of(
                        Runnable::run,
                        outcome::complete,
                        reason -> outcome.completeExceptionally(new IllegalStateException(reason))));
        return outcome;
    }

    @Test
    void startedEngineCommitsAndCloseAnswersWhatIsQueued() throws Exception {
        DurableEngine engine = open(disk);
        CompletableFuture<Reply> beforeStart = put(engine, "a");
        engine.start();
        assertThat(beforeStart.get(30, TimeUnit.SECONDS)).isEqualTo(SteppedStore.written(1));
        CompletableFuture<Reply> beforeClose = put(engine, "b");
        engine.close();
        engine.close();
        assertThat(beforeClose).isCompletedWithValue(SteppedStore.written(1));
        assertThat(put(engine, "c").get()).isInstanceOf(Reply.Refused.class);
        assertThat(disk.filesOpen()).isZero();
    }

    @Test
    void engineStartsOnce() {
        try (DurableEngine engine = open(disk)) {
            engine.start();
            assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
            engine.close();
            assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void failureOfTheWriterThreadLosesWhatIsSubmittedAndTheEngineCanBeClosed() throws Exception {
        DurableEngine engine = open(disk);
        engine.start();
        assertThat(put(engine, "a").get(30, TimeUnit.SECONDS)).isEqualTo(SteppedStore.written(1));
        disk.fail(DiskFaults.failAtFsync(1, true));
        CompletableFuture<Reply> unknown = put(engine, "b");
        assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(DiskFailedException.class);
        assertThat(unknown).failsWithin(30, TimeUnit.SECONDS);
        assertThat(put(engine, "c")).isCompletedExceptionally();
        engine.close();
        assertThat(disk.filesOpen()).isZero();
    }
}
