package dev.latchkey.engine.durable;

import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.once;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.engine.session.FullMemoryContract;
import dev.latchkey.log.sim.InMemoryDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DurableFullMemoryTest extends FullMemoryContract {

    private final SteppedStore store = new SteppedStore(new InMemoryDisk());

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Reply ask(Command command) {
        return store.ask(command);
    }

    @Override
    protected long bytes() {
        return store.engine.keyspace().bytes();
    }

    /** The put is weighed when the delete before it has been applied, although the delete uses the reserve. */
    @Test
    void putAfterADeleteOfItsKeyInASessionIsWeighedWhenThatIsDone() {
        ask(open(ID, 10_000));
        String value = "v".repeat(100_000);
        int keys = 0;
        while (ask(SteppedStore.put("k" + keys, value, 0)).equals(SteppedStore.written(1))) {
            keys++;
        }
        Answer near = store.submit(SteppedStore.put("k0", value, 1));
        Answer deleted = store.submit(once(ID, 1, SteppedStore.delete("k1", 1)));
        Answer created = store.submit(SteppedStore.put("k1", value, 0));
        while (store.engine.hasWork()) {
            store.step();
        }
        assertThat(near.reply).isEqualTo(SteppedStore.written(2));
        assertThat(deleted.reply).isEqualTo(SteppedStore.written(2));
        assertThat(created.reply).isEqualTo(SteppedStore.written(3));
    }
}
