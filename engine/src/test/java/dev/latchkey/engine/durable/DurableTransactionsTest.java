package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.CrashStates;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A transaction is one record of the log: recovery from any crash finds all of its writes or none. Covers TXN-01. */
final class DurableTransactionsTest {

    private static final List<Key> KEYS = Stream.of("a", "b", "c").map(Key::of).toList();
    private static final SessionId SESSION = new SessionId(5, 6);
    private static final int ROUNDS = 60;

    private static final DurableOptions OPTIONS = DurableOptions.withMemoryLimit(1 << 20)
            .with(new LogOptions(2_000, 600, 300))
            .withSnapshotsAfter(1 << 20, 20);

    private final SplittableRandom chance = new SplittableRandom(7);
    private long rounds;

    /** Puts the number of the round into all keys, if they are at the version before. */
    private Command.Transaction round() {
        List<Command.Operation> operations = new ArrayList<>();
        for (Key key : KEYS) {
            String value = rounds + 1 + " " + "x".repeat(chance.nextInt(200));
            operations.add(new Command.Put(key, Value.of(value), Version.of(rounds)));
        }
        return new Command.Transaction(operations);
    }

    private static Command.Transaction readAll() {
        return new Command.Transaction(KEYS.stream()
                .<Command.Operation>map(key -> new Command.Read(key, true))
                .toList());
    }

    /** The version that all keys have, which must be the same. */
    private static long versionIn(Reply reply) {
        List<Long> versions = ((Reply.Transacted) reply)
                .results().stream()
                        .map(result -> ((Reply.Result.Read) result).found())
                        .map(found -> found == null ? 0 : versionOf(found))
                        .distinct()
                        .toList();
        assertThat(versions).as("versions of the keys").hasSize(1);
        return versions.get(0);
    }

    private static long versionOf(Versioned found) {
        assertThat(found.value().toString()).startsWith(found.version() + " ");
        return found.version().number();
    }

    private InMemoryDisk run() {
        InMemoryDisk disk = new InMemoryDisk();
        SteppedStore store = new SteppedStore(disk, OPTIONS);
        while (rounds < ROUNDS) {
            if (chance.nextInt(20) == 0) {
                store.close();
                store = new SteppedStore(disk, OPTIONS);
            } else if (chance.nextInt(20) == 0) {
                disk.fail(DiskFaults.fullAtWrite(1, false));
                assertThat(store.ask(round())).isEqualTo(new Reply.Refused(Reply.Refusal.DISK_FULL));
                disk.fail(DiskFaults.NONE);
                store.close();
                store = new SteppedStore(disk, OPTIONS);
            } else {
                assertThat(store.ask(round())).isInstanceOf(Reply.Transacted.class);
                rounds++;
            }
            disk.note(rounds);
        }
        return disk;
    }

    @Test
    void everyCrashStateHasAllWritesOfATransactionOrNone() {
        int[] states = {0, 0};
        run().crashStates().forEach(state -> verify(state, states));
        System.out.println(
                "crash states of transactions: " + states[0] + ", with one that was not acknowledged: " + states[1]);
        assertThat(states[0]).isGreaterThan(1_000);
        assertThat(states[1]).isGreaterThan(20);
    }

    private static void verify(CrashStates.State state, int[] states) {
        try (SteppedStore store = new SteppedStore(state.disk(), OPTIONS)) {
            long version = versionIn(Objects.requireNonNull(store.engine.tryAnswer(readAll())));
            assertThat(version).as(state.what()).isBetween(state.note(), state.note() + 1);
            assertThat(store.engine.keyspace().revision()).isEqualTo(KEYS.size() * version);
            states[0]++;
            states[1] += version > state.note() ? 1 : 0;
        }
    }

    @Test
    void transactionThatOnlyReadsIsNotLoggedAndOneThatIsRefusedChangesNothing() {
        InMemoryDisk disk = new InMemoryDisk();
        try (SteppedStore store = new SteppedStore(disk)) {
            store.ask(round());
            long logged = store.persistence().lastIndex();

            assertThat(versionIn(store.ask(readAll()))).isEqualTo(1);
            assertThat(store.persistence().lastIndex()).isEqualTo(logged);
            assertThat(store.ask(round()))
                    .isEqualTo(new Reply.TransactionRefused(1, new Reply.Conflict(Version.of(1))));
            assertThat(store.engine.keyspace().revision()).isEqualTo(3);
        }
        try (SteppedStore store = new SteppedStore(disk)) {
            assertThat(versionIn(store.ask(readAll()))).isEqualTo(1);
        }
    }

    @Test
    void recordedReplyWithWhatWasReadSurvivesARestartAndASnapshot() {
        InMemoryDisk disk = new InMemoryDisk();
        List<Command.Operation> operations = new ArrayList<>(round().operations());
        operations.addAll(readAll().operations());
        Command step = new Command.Once(SESSION, "", 1, 0, new Command.Transaction(operations));
        Reply reply;
        try (SteppedStore store = new SteppedStore(disk, OPTIONS)) {
            store.ask(new Command.OpenSession(SESSION, 60_000, ""));
            reply = store.ask(step);
            assertThat(reply).isInstanceOf(Reply.Transacted.class);
        }
        try (SteppedStore store = new SteppedStore(disk, OPTIONS)) {
            assertThat(store.ask(step)).isEqualTo(reply);
            for (int i = 0; i < 30; i++) {
                store.ask(SteppedStore.put("other", "", i));
            }
        }
        try (SteppedStore store = new SteppedStore(disk, OPTIONS)) {
            assertThat(store.persistence().recovery().snapshot()).isPresent();
            assertThat(store.ask(step)).isEqualTo(reply);
        }
    }

    @Test
    void pageOfEventsEndsWithAWholeTransactionBeyondItsLimit() {
        try (SteppedStore store = new SteppedStore(new InMemoryDisk())) {
            store.ask(round());
            rounds++;
            store.ask(round());

            HistoryRead.Changes page = HistoryRead.Changes.startingAfter(Prefix.EMPTY, 0, 1, 0);
            List<KeyEvent> events = ((Reply.Changed) store.ask(page)).events();
            assertThat(events).map(KeyEvent::key).isEqualTo(KEYS);
            assertThat(events).map(KeyEvent::last).containsExactly(false, false, true);
            assertThat(events).map(KeyEvent::revision).containsExactly(1L, 2L, 3L);
        }
    }
}
