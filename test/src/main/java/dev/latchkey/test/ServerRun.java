package dev.latchkey.test;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of the server process, from its start to its end or crash. */
final class ServerRun {

    private static final int HEAP_SHARE = 4;

    /** Small files, because all that is written to the disk stays in memory. */
    private static final LogOptions LOG = new LogOptions(1 << 20, 1 << 14, 1 << 14);

    private static final StoreListener UNOBSERVED = new StoreListener() {
        @Override
        public void recovering(String what, long done, long inAll) {}

        @Override
        public void failed(
                Throwable reason) {} // why nothing: the connections are closed, as those of a process that exits
    };

    private final Engine engine;
    private final Node node;
    private final @Nullable CrashDisk disk;

    private ServerRun(Engine engine, @Nullable CrashDisk disk) {
        this.engine = engine;
        this.disk = disk;
        try {
            node = Node.start(NodeConfig.loopback(0).withThreads(1), engine);
        } catch (IOException e) {
            engine.close();
            throw new UncheckedIOException(e);
        }
    }

    private static long bytesMax() {
        return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    /** A server with a new store in memory. */
    static ServerRun inMemory(LeaseClock leases) {
        RandomGenerator chance = SystemChance.secure();
        MemoryEngine engine = MemoryEngine.withMemoryLimits(
                MemoryLimits.of(bytesMax()), StoreId.draw(chance), SipHash.draw(chance), leases);
        engine.start();
        return new ServerRun(engine, null);
    }

    /** A server with the store that is on the disk. */
    static ServerRun onDisk(InMemoryDisk content, LeaseClock leases) {
        CrashDisk disk = new CrashDisk(content);
        DurableEngine engine = DurableEngine.open(
                disk,
                DurableOptions.withMemoryLimit(bytesMax()).with(LOG),
                SystemChance.secure(),
                SystemTime.INSTANCE,
                leases,
                UNOBSERVED);
        engine.start();
        return new ServerRun(engine, disk);
    }

    int port() {
        return node.address().getPort();
    }

    Engine engine() {
        return engine;
    }

    /** Executes a command in order with those of clients. */
    CompletableFuture<Reply> execute(Command command) {
        CompletableFuture<Reply> result = new CompletableFuture<>();
        engine.submit(
                command,
                Asker.of(
                        Runnable::run,
                        result::complete,
                        reason -> result.completeExceptionally(new IllegalStateException(reason))));
        return result;
    }

    /** Ends the run without letting anything more become durable, and returns the run that follows it. */
    ServerRun crash(RandomGenerator chance, LeaseClock leases) {
        InMemoryDisk rest = disk == null ? null : disk.crash(chance);
        stop();
        return rest == null ? inMemory(leases) : onDisk(rest, leases);
    }

    /** Ends the run. Blocks until its threads have ended. */
    void stop() {
        node.stop(Duration.ZERO);
        try {
            engine.close();
        } catch (LogException e) {
            // why ignored: after a crash the disk refuses the mark at the end of the log
        }
    }
}
