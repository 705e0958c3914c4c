package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code writes and reads the worked examples of docs/format/records.md and state.md. */
final class FormatExamplesTest {

    private static final Key GREETING = Key.of("greeting");

    private static final List<LogRecord> RECORDS = List.of(
            new LogRecord.Begin(new StoreId(0x0001020304050607L, 0x08090a0b0c0d0e0fL), StateLimits.STANDARD),
            new LogRecord.Write(new Command.Put(GREETING, Value.of("hello"), Version.NONE)),
            new LogRecord.Write(new Command.Delete(GREETING, Version.of(1))));

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
        TestStore store = new TestStore(new StateLimits(1, 16, Version.MAX));
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.put("foo", "hello", 0);
        store.put("foo", "hi", 1);
        store.put("e", "", 0);

        byte[] example = PageExamples.of("state.md").get(0);
        assertThat(StateBytes.of(store.machine())).isEqualTo(example);
        assertThat(StateBytes.of(StateBytes.restore(example))).isEqualTo(example);
    }
}
