package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.wire.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A backup is the state as of one revision, and a connection releases it however it ends. */
final class BackupTest {

    private static final String NONE =
            "-ERR there is no backup on this connection, or it has ended: BACKUP START begins one\r\n";
    private static final String TOO_MANY =
            "-ERR 4 backups are being taken, and there may be no more at once; try again later\r\n";
    private static final String STARTED_EMPTY = "*2\r\n$32\r\n" + Talk.STORE_ID + "\r\n:0\r\n";

    private final MemoryEngine engine = Talk.memory();
    private final Talk talk = Talk.withEngine(engine);

    /** All pieces up to the null, concatenated. */
    private static byte[] rest(Talk talk) {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        String piece = talk.ask("BACKUP", "NEXT");
        while (!piece.equals("$-1\r\n")) {
            assertThat(piece).startsWith("$");
            byte[] bytes = Resp.bytes(piece.substring(piece.indexOf('\n') + 1, piece.length() - 2));
            assertThat(piece).startsWith("$" + bytes.length + "\r\n");
            state.writeBytes(bytes);
            piece = talk.ask("BACKUP", "NEXT");
        }
        return state.toByteArray();
    }

    private static byte[] state(StateMachine store) {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = store.snapshot()) {
            while (!snapshot.isDone()) {
                state.writeBytes(snapshot.next(1 << 16));
            }
        }
        return state.toByteArray();
    }

    private static StateMachine restored(byte[] state) {
        ByteArrayInputStream in = new ByteArrayInputStream(state);
        return StateMachine.restore(in::read, new SipHash(3, 4), (done, inAll) -> {});
    }

    private void put(String key, String value, int version) {
        Command.Put put = new Command.Put(Key.of(key), Value.of(value), Version.of(version));
        engine.tryAnswer(put);
    }

    @Test
    void whatIsWrittenMeanwhileIsNotInIt() {
        put("a", "old", 0);
        put("b", "x".repeat(1 << 20), 0);
        put("c", "y".repeat(1 << 20), 0);
        assertThat(talk.ask("BACKUP", "START")).isEqualTo("*2\r\n$32\r\n" + Talk.STORE_ID + "\r\n:3\r\n");
        String first = talk.ask("BACKUP", "NEXT");
        put("a", "new", 1);
        put("b", "new", 1);
        put("c", "new", 1);
        put("d", "new", 0);
        byte[] begun = Resp.bytes(first.substring(first.indexOf('\n') + 1, first.length() - 2));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(begun);
        all.writeBytes(rest(talk));
        StateMachine copy = restored(all.toByteArray());
        assertThat(copy.revision()).isEqualTo(3);
        assertThat(copy.size()).isEqualTo(3);
        assertThat(state(copy)).isEqualTo(all.toByteArray());
        assertThat(begun.length).isBetween(1 << 20, (2 << 20) + 2_000);
        assertThat(engine.keyspace().revision()).isEqualTo(7);
    }

    @Test
    void emptyStoreHasAStateToo() {
        assertThat(talk.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        assertThat(restored(rest(talk)).size()).isZero();
    }

    @Test
    void itHasEndedWhenAllIsGivenOrWhenItIsStopped() {
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(NONE);
        talk.ask("BACKUP", "START");
        rest(talk);
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(NONE);
        talk.ask("BACKUP", "START");
        assertThat(talk.ask("BACKUP", "STOP")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(NONE);
        assertThat(talk.ask("BACKUP", "STOP")).isEqualTo("+OK\r\n");
    }

    @Test
    void wrongWordsAreToldWhatIsRight() {
        assertThat(talk.ask("BACKUP", "NOW"))
                .startsWith("-ERR unknown subcommand: BACKUP subcommand (START begins one");
        assertThat(talk.ask("BACKUP")).startsWith("-ERR wrong number of arguments for 'backup'");
    }

    @Test
    void itShowsWhatThoseBeforeItInAPipelineDid() {
        HeldBackEngine late = new HeldBackEngine();
        Talk other = Talk.withEngine(late);
        assertThat(other.say(Resp.request("PUT", "k", "v", "0")
                        + Resp.request("BACKUP", "START")
                        + Resp.request("BACKUP", "NEXT")
                        + Resp.request("RESET")))
                .isEmpty();
        late.answer(0);
        assertThat(other.heard())
                .startsWith(":1\r\n*2\r\n$32\r\n" + Talk.STORE_ID + "\r\n:1\r\n$")
                .endsWith("+RESET\r\n");
    }

    @Test
    void itBeginsOnlyWhenItsTurnHasCome() {
        HeldBackEngine late = new HeldBackEngine();
        Talk waiting = Talk.withEngine(late);
        assertThat(waiting.say(Resp.request("PUT", "k", "v", "0") + Resp.request("BACKUP", "START")))
                .isEmpty();
        for (int i = 0; i < StateMachine.BACKUPS_MAX; i++) {
            assertThat(Talk.withEngine(late).ask("BACKUP", "START")).startsWith("*2\r\n");
        }
        late.answer(0);
        assertThat(waiting.heard()).isEqualTo(":1\r\n" + TOO_MANY);
    }

    /** Two keys are written alternately, so at every revision their versions differ by at most one. */
    @Test
    void itIsOfOneMomentWhileAThreadWrites() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            put(String.format("k%04d", i), "filler", 0);
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int version = 0; !over.get(); version++) {
                put("a", "", version);
                put("z", "", version);
            }
        });
        writer.start();
        try {
            for (int round = 0; round < 30; round++) {
                StateMachine copy = restored(copyWhileOthersWrite());
                long first = version(copy, "a");
                long second = version(copy, "z");
                assertThat(first - second).as("round %d", round).isBetween(0L, 1L);
                assertThat(copy.revision()).isEqualTo(2_000 + first + second);
            }
        } finally {
            over.set(true);
            writer.join();
        }
    }

    /** At least one write is executed between any two pieces. */
    private byte[] copyWhileOthersWrite() {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        try (Backup backup = engine.openBackup().orElseThrow()) {
            while (!backup.isDone()) {
                state.writeBytes(backup.next(16_384));
                long revision = engine.keyspace().revision();
                while (engine.keyspace().revision() == revision) {
                    Thread.onSpinWait();
                }
            }
        }
        return state.toByteArray();
    }

    private static long version(StateMachine store, String key) {
        return store.apply(new Command.Get(Key.of(key))) instanceof Reply.Found found
                ? found.versioned().version().number()
                : 0;
    }

    @Test
    void thereIsABoundAndEveryEndMakesRoom() {
        List<Runnable> ends = new ArrayList<>();
        List<Talk> open = new ArrayList<>();
        for (int i = 0; i < StateMachine.BACKUPS_MAX; i++) {
            Talk other = Talk.withEngine(engine);
            assertThat(other.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
            assertThat(other.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
            open.add(other);
        }
        ends.add(() -> open.get(0).ask("RESET"));
        ends.add(() -> open.get(1).ask("QUIT"));
        ends.add(() -> open.get(2).conversation.abandon());
        ends.add(() -> open.get(3).say("*1\r\n$-7\r\n"));
        for (Runnable end : ends) {
            assertThat(talk.ask("BACKUP", "START")).isEqualTo(TOO_MANY);
            end.run();
            assertThat(talk.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
            assertThat(Talk.withEngine(engine).ask("BACKUP", "START")).isEqualTo(TOO_MANY);
            talk.ask("BACKUP", "STOP");
            assertThat(Talk.withEngine(engine).ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        }
    }

    @Test
    void itNeedsTheLogin() {
        Talk stranger = Talk.withPassword();
        assertThat(stranger.ask("BACKUP", "START")).startsWith("-NOAUTH");
        stranger.ask("AUTH", Talk.PASSWORD);
        assertThat(stranger.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        stranger.ask("RESET");
        assertThat(stranger.ask("BACKUP", "NEXT")).startsWith("-NOAUTH");
        stranger.ask("AUTH", Talk.PASSWORD);
        assertThat(stranger.ask("BACKUP", "NEXT")).isEqualTo(NONE);
    }

    @Test
    void itIsNotExecutedInATransaction() {
        talk.ask("MULTI");
        assertThat(talk.ask("BACKUP", "START")).startsWith("-ERR BACKUP cannot be queued in a transaction");
    }

    @Test
    void nullIsThatOfTheProtocolInWhichItWasAsked() {
        talk.ask("HELLO", "3");
        talk.ask("BACKUP", "START");
        talk.ask("BACKUP", "NEXT");
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo("_\r\n");
    }

    @Test
    void backupThatNobodyReadsEndsAfterAWhile() {
        assertThat(talk.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        talk.time.pass(Limits.BACKUP_IDLE_MAX.minusSeconds(1));
        talk.conversation.tidy(talk.time.nanos());
        assertThat(talk.ask("BACKUP", "NEXT")).startsWith("$").isNotEqualTo("$-1\r\n");
        assertThat(talk.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        talk.time.pass(Limits.BACKUP_IDLE_MAX.plusSeconds(1));
        talk.conversation.tidy(talk.time.nanos());
        String why = "-ERR the backup was ended by the server, since no piece was asked for in 60 s:"
                + " BACKUP START begins another\r\n";
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(why);
        talk.conversation.tidy(talk.time.nanos());
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(why);
        assertThat(talk.ask("BACKUP", "STOP")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("BACKUP", "NEXT")).isEqualTo(NONE);
    }

    @Test
    void pauseOfTheServerDoesNotEndABackup() {
        assertThat(talk.ask("BACKUP", "START")).isEqualTo(STARTED_EMPTY);
        talk.time.pass(Limits.BACKUP_IDLE_MAX.plusSeconds(10));
        talk.conversation.extendDeadlines(Duration.ofSeconds(20).toNanos(), talk.time.nanos());
        talk.conversation.tidy(talk.time.nanos());
        assertThat(talk.ask("BACKUP", "NEXT")).startsWith("$").isNotEqualTo("$-1\r\n");
    }

    /** Between two inspections, too: what is kept counts with every write. */
    @Test
    void backupThatTheStoreEndsForLackOfMemorySaysWhyAndNeverLooksComplete() {
        MemoryLimits limits = new MemoryLimits(4 << 20, 1 << 20, HeapLayout.STANDARD);
        MemoryEngine small = MemoryEngine.withMemoryLimits(limits, Talk.STORE_ID, Talk.HASH);
        Talk slow = Talk.withEngine(small);
        for (int key = 0; key < 9; key++) {
            assertThat(slow.ask("PUT", "k" + key, "x".repeat(400_000), "0")).isEqualTo(":1\r\n");
        }
        slow.ask("BACKUP", "START");
        for (int key = 0; key < 9; key++) {
            assertThat(slow.ask("PUT", "k" + key, "y".repeat(400_000), "1")).isEqualTo(":2\r\n");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(slow.ask("BACKUP", "NEXT"))
                    .startsWith("-ERR the backup was ended by the server: so much is being written")
                    .contains("--max-memory");
        }
        assertThat(slow.ask("BACKUP", "START")).startsWith("*2\r\n");
        assertThat(slow.ask("BACKUP", "NEXT")).startsWith("$");
    }

    /** All backups together may use a quarter of the memory limit, and each a sixteenth. */
    @Test
    void backupForWhichTooMuchIsKeptEndsAndSaysWhy() {
        MemoryEngine small = MemoryEngine.withMemoryLimit(16 << 20, Talk.STORE_ID, Talk.HASH);
        Talk slow = Talk.withEngine(small);
        for (int version = 0; version < 2; version++) {
            for (String key : List.of("a", "b", "c")) {
                slow.ask("PUT", key, "x".repeat(400_000), String.valueOf(version));
            }
            slow.conversation.tidy(slow.time.nanos());
            if (version == 0) {
                assertThat(slow.ask("BACKUP", "START")).startsWith("*2\r\n");
            }
        }
        assertThat(slow.ask("BACKUP", "NEXT"))
                .startsWith("-ERR the backup was ended by the server: so much is being written that what is kept aside")
                .contains("more than 1048576 bytes", "--max-memory");
        assertThat(slow.ask("BACKUP", "START")).startsWith("*2\r\n");
        assertThat(slow.ask("BACKUP", "NEXT")).startsWith("$");
    }
}
