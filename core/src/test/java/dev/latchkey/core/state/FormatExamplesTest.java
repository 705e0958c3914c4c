package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code writes and reads the worked examples of docs/format/records.md and state.md. */
final class FormatExamplesTest {

    private static final Key GREETING = Key.of("greeting");
    private static final SessionId SESSION = new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);

    private static final List<LogRecord> RECORDS = List.of(
            new LogRecord.Begin(new StoreId(0x0001020304050607L, 0x08090a0b0c0d0e0fL), StateLimits.STANDARD),
            new LogRecord.Write(new Command.Put(GREETING, Value.of("hello"), Version.NONE)),
            new LogRecord.Write(new Command.Delete(GREETING, Version.of(1))),
            new LogRecord.Begin(
                    new StoreId(0x0001020304050607L, 0x08090a0b0c0d0e0fL),
                    StateLimits.STANDARD.withHistory(new HistoryLimits(100, 1 << 20))),
            new LogRecord.HistoryBounds(new HistoryLimits(200, 2 << 20)),
            new LogRecord.Write(new Command.OpenSession(SESSION, 30_000, "bob")),
            new LogRecord.Write(
                    once(
                            2,
                            new Command.Put(
                                    Key.of("lock"),
                                    Value.EMPTY,
                                    Version.NONE,
                                    new Command.Owner(SESSION, "bob"),
                                    new Command.Guard(Key.of("a"), Version.NONE))),
                    new Origin("ci", 1_700_000_000_000L)),
            new LogRecord.Write(once(3, Command.Cancel.INSTANCE)),
            new LogRecord.Write(new Command.KeepSession(SESSION, 1_000, "bob")),
            new LogRecord.Write(new Command.EndSession(SESSION)),
            new LogRecord.Write(new Command.CloseSession(SESSION, "bob")),
            new LogRecord.Write(
                    new Command.Delete(GREETING, Version.of(1), new Command.Guard(Key.of("a"), Version.of(7)))),
            new LogRecord.Write(once(4, new Command.Transaction(operations()))));

    private static List<Command.Operation> operations() {
        Command.Guard guard = new Command.Guard(Key.of("a"), Version.of(7));
        return List.of(
                new Command.Check(Key.of("a"), Version.of(7)),
                new Command.Put(Key.of("b"), Value.of("hi"), Version.NONE, null, guard),
                new Command.Read(Key.of("b"), true),
                new Command.Read(Key.of("c"), false),
                new Command.Observe(Key.of("c")),
                new Command.Unchanged(Key.of("c"), false, Version.of(4)),
                new Command.Delete(GREETING, Version.of(1)));
    }

    private static Command.Once once(long seq, Command.Write step) {
        return new Command.Once(SESSION, "bob", seq, 1, step);
    }

    @Test
    void recordsOfThePageAreThoseOfTheCode() throws IOException {
        List<byte[]> examples = PageExamples.of("records.md");

        assertThat(examples).hasSameSizeAs(RECORDS);
        for (int i = 0; i < RECORDS.size(); i++) {
            ByteBuffer encoded = ByteBuffer.allocate(RecordCodec.lengthOf(RECORDS.get(i)));
            RecordCodec.encode(RECORDS.get(i), encoded);
            assertThat(encoded.array()).isEqualTo(examples.get(i));
            assertThat(RecordCodec.decode(ByteBuffer.wrap(examples.get(i)))).isEqualTo(RECORDS.get(i));
        }
    }

    @Test
    void stateOfThePageIsThatOfTheCode() throws IOException {
        TestStore store = new TestStore(new StateLimits(1, 16, Version.MAX, new HistoryLimits(3, 1_000_000)));
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.put("foo", "hello", 0);
        store.put("foo", "hi", 1);
        store.machine().apply(new Command.OpenSession(SESSION, 30_000, "bob"));
        store.machine()
                .apply(
                        once(
                                2,
                                new Command.Put(
                                        Key.of("e"),
                                        Value.EMPTY,
                                        Version.NONE,
                                        new Command.Owner(SESSION, "bob"),
                                        null)),
                        new Origin("ci", 1_700_000_000_000L),
                        Changes.NONE);
        store.machine().apply(once(3, Command.Cancel.INSTANCE));

        byte[] example = PageExamples.of("state.md").get(0);
        assertThat(StateBytes.of(store.machine())).isEqualTo(example);
        assertThat(StateBytes.of(StateBytes.restore(example))).isEqualTo(example);
    }

    @Test
    void stateOfVersionOneIsRestoredAndReplies() throws IOException {
        StateMachine restored =
                StateBytes.restore(PageExamples.ofFile("state-1.txt").get(0));

        assertThat(restored.revision()).isEqualTo(7);
        assertThat(restored.tombstones()).isEqualTo(1);
        assertThat(restored.sessions().size()).isZero();
        assertThat(restored.apply(new Command.Get(Key.of("foo")))).isEqualTo(TestStore.found("hi", 2, 6));
        assertThat(restored.apply(new Command.Get(Key.of("e")))).isEqualTo(TestStore.found("", 1, 7));
        for (String key : List.of("a", "b")) {
            assertThat(restored.apply(new Command.Put(Key.of(key), Value.EMPTY, Version.NONE)))
                    .isEqualTo(TestStore.written(3));
        }
        byte[] state = StateBytes.of(restored);
        assertThat(StateBytes.of(StateBytes.restore(state))).isEqualTo(state);
    }

    @Test
    void recordsOfOlderVersionsAreReplayed() throws IOException {
        List<LogRecord> records = new ArrayList<>();
        for (byte[] example : PageExamples.ofFile("records-1.txt")) {
            records.add(RecordCodec.decode(ByteBuffer.wrap(example)));
        }

        assertThat(records).isEqualTo(RECORDS.subList(0, 3));
    }
}
