package dev.latchkey.app;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.state.MemoryEngine;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that now and then acknowledges an update without applying it. */
final class WriteLosingEngine implements Engine {

    private static final int EVERY = 50;

    private final MemoryEngine engine =
            MemoryEngine.withMemoryLimit(64 << 20, StoreId.draw(new Random()), new SipHash(1, 2));
    private final AtomicInteger commands = new AtomicInteger();

    @Override
    public String name() {
        return "losing";
    }

    @Override
    public Optional<StoreId> storeId() {
        return engine.storeId();
    }

    @Override
    public void submit(Command command, Asker asker) {
        boolean loses = commands.incrementAndGet() % EVERY == 0;
        Command plain = command instanceof Command.Once once ? once.step() : command;
        if (loses && plain instanceof Command.Put put && fits(put)) {
            asker.answered(new Reply.Written(put.expected().next()));
        } else {
            engine.submit(command, asker);
        }
    }

    /** Whether the put is an update that would take effect. */
    private boolean fits(Command.Put put) {
        return engine.tryAnswer(new Command.Get(put.key())) instanceof Reply.Found found
                && found.versioned().version().equals(put.expected());
    }

    @Override
    public KeyspaceSize keyspace() {
        return engine.keyspace();
    }

    @Override
    public Optional<Backup> openBackup() {
        return engine.openBackup();
    }

    @Override
    public void close() {
        engine.close();
    }
}
