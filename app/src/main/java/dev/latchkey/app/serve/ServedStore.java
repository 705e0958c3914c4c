package dev.latchkey.app.serve;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.seams.SystemTime;
import java.util.random.RandomGenerator;

/** The engine of a server, and the action that closes it. */
public record ServedStore(Engine engine, Runnable close) {

    /** A store in memory, which is lost when the process exits, with the thread that ends its sessions. */
    static ServedStore inMemory(MemoryLimits memory, RandomGenerator chance) {
        MemoryEngine engine = MemoryEngine.withMemoryLimits(memory, StoreId.draw(chance), SipHash.draw(chance));
        engine.start();
        return new ServedStore(engine, engine::close);
    }

    /** The store of a data directory, with the thread that writes its log. */
    public static ServedStore on(Disk disk, DurableOptions options, RandomGenerator chance, StoreStatusPrinter news) {
        DurableEngine engine = DurableEngine.open(disk, options, chance, SystemTime.INSTANCE, news);
        engine.persistence().ifPresent(found -> news.recovered(found, engine.keyspace()));
        engine.start();
        return new ServedStore(engine, engine::close);
    }
}
