package dev.latchkey.app.serve;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.seams.SystemTime;
import java.util.random.RandomGenerator;

/** The store that a server serves, and what it takes to close it. */
public record ServedStore(Engine engine, Runnable close) {

    /** A store that is gone with the process. */
    static ServedStore inMemory(long bytesMax, RandomGenerator chance) {
        MemoryEngine engine = MemoryEngine.withMemoryLimit(bytesMax, StoreId.draw(chance), SipHash.draw(chance));
        return new ServedStore(engine, engine::close);
    }

    /** The store of a directory, with the threads that write it. */
    public static ServedStore on(Disk disk, DurableOptions options, RandomGenerator chance, StoreNews news) {
        DurableEngine engine = DurableEngine.open(disk, options, chance, SystemTime.INSTANCE, news);
        engine.persistence().ifPresent(found -> news.recovered(found, engine.keyspace()));
        engine.start();
        return new ServedStore(engine, engine::close);
    }
}
