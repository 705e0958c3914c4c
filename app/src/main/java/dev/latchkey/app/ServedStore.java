package dev.latchkey.app;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.log.Disk;
import dev.latchkey.server.DurableEngine;
import dev.latchkey.server.DurableOptions;
import dev.latchkey.server.Engine;
import dev.latchkey.server.MemoryEngine;
import dev.latchkey.server.WriterThread;
import dev.latchkey.wire.SystemTime;
import java.util.random.RandomGenerator;

/** The store that a server serves, and what it takes to close it. */
record ServedStore(Engine engine, Runnable close) {

    /** A store that is gone with the process. */
    static ServedStore inMemory(long bytesMax, RandomGenerator chance) {
        MemoryEngine engine = MemoryEngine.withRoomFor(bytesMax, StoreId.draw(chance), SipHash.draw(chance));
        return new ServedStore(engine, engine::close);
    }

    /** The store of a directory, with the thread that writes it. */
    static ServedStore on(Disk disk, DurableOptions options, RandomGenerator chance, StoreNews news) {
        DurableEngine engine = DurableEngine.open(disk, options, chance, SystemTime.INSTANCE, news);
        engine.persistence().ifPresent(found -> news.recovered(found, engine.keyspace()));
        WriterThread writer = WriterThread.start(engine);
        return new ServedStore(engine, writer::close);
    }
}
