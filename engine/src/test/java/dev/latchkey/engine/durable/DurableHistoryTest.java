package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static dev.latchkey.engine.session.ExpiryContract.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The event history of a durable store, over restarts and snapshots, and while its bounds change. */
final class DurableHistoryTest {

    private static final DurableOptions OFTEN = SteppedStore.OPTIONS.withSnapshotsAfter(1_000, 1_000_000);

    private final InMemoryDisk disk = new InMemoryDisk();
    private SteppedStore store = new SteppedStore(disk);

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen(DurableOptions options) {
        store.close();
        store = new SteppedStore(disk, options);
    }

    private static DurableOptions withHistory(long bytes) {
        MemoryLimits usual = SteppedStore.OPTIONS.memory();
        return DurableOptions.withMemory(
                        new MemoryLimits(
                                usual.bytesMax(), usual.heldBytesMax(), OptionalLong.of(bytes), usual.layout()),
                        1 << 20)
                .with(SteppedStore.SMALL);
    }

    /** Reads as a follow does: page after page, each event with the revision of the one before it. */
    private List<KeyEvent> events(String prefix, long from) {
        List<KeyEvent> events = new ArrayList<>();
        HistoryRead.Changes next = new HistoryRead.Changes(Prefix.of(prefix), from, from, 2, 1_000, 0);
        long previous = from;
        while (true) {
            Reply reply = store.engine.nextEvents(next);
            assertThat(reply).isInstanceOf(Reply.Changed.class);
            Reply.Changed page = (Reply.Changed) reply;
            for (KeyEvent event : page.events()) {
                assertThat(event.previous()).isEqualTo(previous);
                previous = event.revision();
                events.add(event);
            }
            if (!page.more()) {
                return events;
            }
            next = next.after(page);
        }
    }

    private HistoryFigures history() {
        return store.engine.history();
    }

    @Test
    void aFollowContinuesAfterARestartFromTheLog() {
        for (int i = 0; i < 10; i++) {
            store.ask(put("a" + i, "v" + i, 0));
            store.ask(put("b" + i, "w" + i, 0));
        }
        List<KeyEvent> before = events("a", 7);
        reopen(SteppedStore.OPTIONS);
        assertThat(events("a", 7)).isEqualTo(before).hasSize(6);
        store.ask(put("a", "after", 0));
        assertThat(events("a", 7)).hasSize(7);
        assertThat(events("a", 19)).extracting(KeyEvent::revision).containsExactly(21L);
    }

    @Test
    void aFollowContinuesAfterARestartFromASnapshotAndTheRecordsAfterIt() {
        reopen(OFTEN);
        for (int i = 0; i < 40; i++) {
            store.ask(put("a" + i, "value " + i, 0));
        }
        assertThat(store.persistence().snapshots().written()).isPositive();
        List<KeyEvent> before = events("a", 3);
        HistoryFigures figures = history();
        reopen(OFTEN);
        assertThat(events("a", 3)).isEqualTo(before).hasSize(37);
        assertThat(history()).isEqualTo(figures);
    }

    @Test
    void aStepOfManyKeysIsWholeInASnapshotThatWasOpenMeanwhile() {
        reopen(withHistory(1 << 20));
        store.ask(open(ID, 100));
        for (int i = 0; i < 300; i++) {
            store.ask(owned("owned" + i, ID));
        }
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (Backup backup = store.engine.openBackup().orElseThrow()) {
            copy.writeBytes(backup.next(2_000));
            store.time.pass(Duration.ofMillis(100));
            store.engine.checkExpiry();
            store.step();
            assertThat(store.engine.sessions().expired()).isEqualTo(1);
            assertThat(store.engine.keyspace().keys()).isZero();
            while (!backup.isDone()) {
                copy.writeBytes(backup.next(2_000));
            }
        }
        List<KeyEvent> ended = events("owned", 300);
        assertThat(ended).hasSize(300).extracting(KeyEvent::kind).containsOnly(EventKind.EXPIRE);
        assertThat(ended.stream().filter(KeyEvent::last)).hasSize(1);
        ByteArrayInputStream in = new ByteArrayInputStream(copy.toByteArray());
        StateSource source = in::read;
        StateMachine read = StateMachine.restore(source, new SipHash(1, 2), (done, inAll) -> {});
        assertThat(read.revision()).isEqualTo(300);
        assertThat(read.size()).isEqualTo(300);
        assertThat(read.history().revision()).isEqualTo(300);
        assertThat(read.sessions().find(ID)).isNotNull();
    }

    @Test
    void anEndOfManyKeysWhileTheSnapshotForTheLogIsWrittenIsReplayedAfterIt() {
        reopen(OFTEN);
        store.ask(open(ID, 100));
        for (int i = 0; i < 100; i++) {
            store.ask(owned("owned" + i, ID));
        }
        List<Runnable> writing = new ArrayList<>();
        for (int i = 0; writing.isEmpty(); i++) {
            store.submit(put("filler" + i, "v".repeat(500), 0));
            store.engine.step(writing::add);
        }
        long before = store.engine.keyspace().revision();
        store.time.pass(Duration.ofMillis(100));
        store.engine.checkExpiry();
        store.engine.step(writing::add);
        writing.forEach(Runnable::run);
        List<KeyEvent> ended = events("owned", before);
        assertThat(ended).hasSize(100);
        reopen(OFTEN);
        assertThat(store.engine.sessions().sessions()).isZero();
        assertThat(events("owned", before)).isEqualTo(ended);
    }

    @Test
    void aBoundThatIsWantedBecomesPartOfTheStore() {
        long usual = history().bytesMax();
        for (int i = 0; i < 50; i++) {
            store.ask(put("a" + i, "v", 0));
        }
        reopen(withHistory(5_000));
        assertThat(history().bytesMax()).isEqualTo(5_000);
        assertThat(history().eventsMax()).isEqualTo(5_000 / HistoryLimits.EVENT_BYTES);
        assertThat(history().bytes()).isLessThanOrEqualTo(5_000);
        HistoryFigures bounded = history();
        reopen(SteppedStore.OPTIONS);
        assertThat(history()).as("kept without a setting").isEqualTo(bounded);
        reopen(withHistory(10 * usual));
        assertThat(history().oldestRevision()).as("what was evicted").isEqualTo(bounded.oldestRevision());
        for (int i = 50; i < 500; i++) {
            assertThat(store.ask(put("a" + i, "v", 0))).isEqualTo(written(1));
        }
        assertThat(history().oldestRevision()).as("the larger bound").isEqualTo(bounded.oldestRevision());
    }

    @Test
    void aBoundIsChangedByOneRecordAndCarriedBySnapshots() {
        long records = store.engine.persistence().orElseThrow().lastIndex();
        reopen(withHistory(5_000));
        assertThat(store.persistence().lastIndex()).isEqualTo(records + 1);
        reopen(withHistory(5_000));
        assertThat(store.persistence().lastIndex()).as("not again").isEqualTo(records + 1);
        reopen(OFTEN);
        for (int i = 0; i < 40; i++) {
            store.ask(put("a" + i, "value " + i, 0));
        }
        assertThat(store.persistence().snapshots().written()).isPositive();
        reopen(OFTEN);
        assertThat(history().bytesMax()).isEqualTo(5_000);
    }
}
