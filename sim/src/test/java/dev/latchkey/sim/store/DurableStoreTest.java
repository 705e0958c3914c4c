package dev.latchkey.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
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

/** A lost put before a delete that took effect is accepted only if the disk was full during the run that received both. */
final class DurableStoreTest {

    private static final Command THERE = put("a", "1");
    private static final Command LOST = put("b", "1");
    private static final Command.Write DELETION = new Command.Delete(Key.of("a"), Version.of(1));

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
        return Objects.requireNonNull(store.start(), "the startup must not die");
    }

    private void submit(Command command) {
        life.submit(command, Asker.of(Runnable::run, replies::add, lost -> {}));
    }

    /** Submits both commands to a run that executes neither. */
    private void submitBoth() {
        submit(LOST);
        submit(DELETION);
    }

    /** Restarts from a log that contains the delete and not the put. */
    private void startWithTheDeleteAlone() {
        LogRecord record = new LogRecord.Write(DELETION, new Origin("", loop.wallMillis()));
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        RecordBatch batch = new RecordBatch(bytes.capacity());
        batch.add(bytes.flip());
        try (Log log = Log.open(store.disk(), LogOptions.STANDARD, new SeededChance(2), new Anything())) {
            log.append(batch);
        }
        life = started();
    }

    private void putKey() {
        submit(THERE);
        loop.runAll();
        assertThat(replies).containsExactly(new Reply.Written(Version.of(1)));
    }

    private void assertDetected() {
        assertThatThrownBy(this::startWithTheDeleteAlone)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("its disk was never full");
    }

    @Test
    void lostPutIsDetectedIfTheDiskWasNeverFull() {
        putKey();
        submitBoth();
        store.kill();
        assertDetected();
    }

    @Test
    void lostPutIsDetectedIfTheDiskWasFullInAnEarlierRunOnly() {
        putKey();
        store.fillUp();
        store.makeRoom();
        store.kill();
        life = started();
        submitBoth();
        store.kill();
        assertDetected();
    }

    @Test
    void lostPutIsDetectedIfTheDiskFilledUpOnlyBetweenTwoRuns() {
        putKey();
        submitBoth();
        store.kill();
        store.fillUp();
        store.makeRoom();
        assertDetected();
    }

    @Test
    void putMayBeLostIfTheDiskWasFullAtSomeTimeInTheRun() {
        putKey();
        store.fillUp();
        submitBoth();
        store.makeRoom();
        store.kill();
        startWithTheDeleteAlone();
        assertThat(life.keyspace().keys()).isZero();
    }

    @Test
    void putMayBeLostIfTheDiskWasFullWhenTheRunBegan() {
        putKey();
        store.kill();
        store.fillUp();
        life = started();
        store.makeRoom();
        submitBoth();
        store.kill();
        startWithTheDeleteAlone();
        assertThat(life.keyspace().keys()).isZero();
    }

    private static final class Nobody implements DurableStore.Listener {
        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return null;
        }

        @Override
        public void executed(SubmittedCommand asked, Reply reply, boolean first) {}

        @Override
        public void recovered(SubmittedCommand asked, Reply reply) {}

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
