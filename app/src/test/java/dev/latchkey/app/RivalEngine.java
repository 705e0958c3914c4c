package dev.latchkey.app;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.state.MemoryEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An engine with another client that changes certain keys right before a write of them is executed. */
final class RivalEngine implements Engine {

    /** What the other client writes. */
    static final String RIVAL = "rival";

    private final Random random = new Random(1);
    private volatile MemoryEngine engine = newStore();
    private volatile @Nullable Path signal;
    private volatile String keyOfNextStore = "";
    private final Map<Key, Integer> left = new ConcurrentHashMap<>();

    /** Lets the other client write a key before each of the next writes of it; with 0, it deletes the key before the next. */
    void contend(String key, int times) {
        left.put(Key.of(key), times);
    }

    private MemoryEngine newStore() {
        return MemoryEngine.withMemoryLimit(64 << 20, StoreId.draw(random), new SipHash(1, 2));
    }

    /** Replaces the store by one that has only this key, at version 1, when the file exists and a client connects. */
    void replaceStoreOnce(Path file, String key) {
        signal = file;
        keyOfNextStore = key;
    }

    /** Creates a key. */
    void put(String key) {
        engine.tryAnswer(new Command.Put(Key.of(key), Value.of("v"), Version.NONE));
    }

    @Override
    public String name() {
        return "rival";
    }

    @Override
    public synchronized Optional<StoreId> storeId() {
        Path awaited = signal;
        if (awaited != null && Files.exists(awaited)) {
            signal = null;
            engine = newStore();
            put(keyOfNextStore);
        }
        return engine.storeId();
    }

    @Override
    public void submit(Command command, Asker asker) {
        Command.Write write = command.asWrite();
        if (write != null) {
            write.keys().forEach(this::interfere);
        }
        engine.submit(command, asker);
    }

    private void interfere(Key key) {
        Integer times = left.get(key);
        if (times == null) {
            return;
        }
        if (times == 0) {
            engine.tryAnswer(new Command.Delete(key, version(key)));
        } else {
            engine.tryAnswer(new Command.Put(key, Value.of(RIVAL), version(key)));
        }
        left.computeIfPresent(key, (same, before) -> before <= 1 ? null : before - 1);
    }

    private Version version(Key key) {
        return engine.tryAnswer(new Command.Get(key)) instanceof Reply.Found found
                ? found.versioned().version()
                : Version.NONE;
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
