package dev.latchkey.server;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Applies commands on a thread of its own, and answers on the thread that asked: as an engine with a log behind it will. */
final class WriterThreadEngine implements Engine {

    private final MemoryEngine store = Talk.memory();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    @Override
    public void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        EventExecutor asker = Objects.requireNonNull(ThreadExecutorMap.currentExecutor());
        writer.execute(() -> store.submit(command, home, reply -> answer(asker, whenDone, reply)));
    }

    private static void answer(EventExecutor asker, Consumer<Reply> whenDone, Reply reply) {
        try {
            asker.execute(() -> whenDone.accept(reply));
        } catch (RejectedExecutionException stopped) {
            // The node is gone, and with it everybody who could be told.
        }
    }

    @Override
    public String name() {
        return "writer thread";
    }

    @Override
    public StoreId storeId() {
        return store.storeId();
    }

    @Override
    public Keyspace keyspace() {
        return store.keyspace();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
