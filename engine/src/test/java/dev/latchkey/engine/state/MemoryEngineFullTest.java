package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.engine.session.FullMemoryContract;
import dev.latchkey.seams.ManualTime;

final class MemoryEngineFullTest extends FullMemoryContract {

    private final MemoryEngine engine =
            new MemoryEngine(TestStore.STORE_ID, StateLimits.STANDARD, BYTES_MAX, TestStore.HASH, new ManualTime());

    @Override
    protected Reply ask(Command command) {
        return engine.tryAnswer(command);
    }

    @Override
    protected long bytes() {
        return engine.keyspace().bytes();
    }
}
