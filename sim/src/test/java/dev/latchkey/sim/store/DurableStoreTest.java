package dev.latchkey.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.Batch;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A full disk excuses a lost put before a delete that is done; but only if the disk was full in the life that was handed both. */
final class DurableStoreTest {

    private static final Command THERE = put("a", "1");
    private static final Command LOST = put("b", "1");
    private static final Command DELETION = new Command.Delete(Key.of("a"), Version.of(1));

    private final VirtualLoop loop = new VirtualLoop();
    private final FaultTally tally = new FaultTally();
    private final VirtualProcess process = new VirtualProcess("server", loop, tally, FaultKind.SERVER_PAUSE);
    private final List<Reply> replies = new ArrayList<>();
    private final DurableStore store = new DurableStore(process, new SeededChance(1), tally, new Nobody());
    private Engine life = started();

    private static Command put(String key, String value) {
        return new Command.Put(Key.of(key), Value.of(value), Version.NONE);
    }

    private Engine started() {
        return Objects.requireNonNull(store.start(), "it does not die");
    }

    private void submit(Command command) {
        life.submit(command, Asker.of(Runnable::run, replies::add, lost -> {}));
    }

    /** A life that is handed both, and does neither. */
    private void bothAreHandedOver() {
        submit(LOST);
        submit(DELETION);
    }

    /** The next start finds the delete done, and not the put. */
    private void startsWithTheDeleteAlone() {
        LogRecord record = new LogRecord.Write(DELETION);
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        Batch batch = new Batch(bytes.capacity());
        batch.add(bytes.flip());
        try (Log log = Log.open(store.disk(), LogOptions.STANDARD, new SeededChance(2), new Anything())) {
            log.append(batch);
        }
        life = started();
    }

    private void keyIsThere() {
        submit(THERE);
        loop.runAll();
        assertThat(replies).containsExactly(new Reply.Written(Version.of(1)));
    }

    private void assertFoundOut() {
        assertThatThrownBy(this::startsWithTheDeleteAlone)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("its disk was never full");
    }

    @Test
    void lostPutIsFoundOutIfTheDiskWasNeverFull() {
        keyIsThere();
        bothAreHandedOver();
        store.kill();
        assertFoundOut();
    }

    @Test
    void lostPutIsFoundOutIfTheDiskWasFullInAnEarlierLifeOnly() {
        keyIsThere();
        store.fillUp();
        store.makeRoom();
        store.kill();
        life = started();
        bothAreHandedOver();
        store.kill();
        assertFoundOut();
    }

    @Test
    void lostPutIsFoundOutIfTheDiskFilledUpOnlyBetweenTwoLives() {
        keyIsThere();
        bothAreHandedOver();
        store.kill();
        store.fillUp();
        store.makeRoom();
        assertFoundOut();
    }

    @Test
    void putMayBeLostIfTheDiskWasFullMeanwhileThoughItIsNotAnyMore() {
        keyIsThere();
        store.fillUp();
        bothAreHandedOver();
        store.makeRoom();
        store.kill();
        startsWithTheDeleteAlone();
        assertThat(life.keyspace().keys()).isZero();
    }

    @Test
    void putMayBeLostIfTheDiskWasFullFromTheStartOfTheLifeOn() {
        keyIsThere();
        store.kill();
        store.fillUp();
        life = started();
        store.makeRoom();
        bothAreHandedOver();
        store.kill();
        startsWithTheDeleteAlone();
        assertThat(life.keyspace().keys()).isZero();
    }

    private static final class Nobody implements DurableStore.Listener {
        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return null;
        }

        @Override
        public void executed(SubmittedCommand asked, Reply reply) {}

        @Override
        public void untold(SubmittedCommand asked, Reply reply) {}

        @Override
        public void died(String how) {}
    }

    private static final class Anything implements Replay {
        @Override
        public void snapshot(SnapshotHeader header, InputStream body) {}

        @Override
        public void record(long index, ByteBuffer payload) {}
    }
}
