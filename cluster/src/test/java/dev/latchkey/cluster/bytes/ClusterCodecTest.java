package dev.latchkey.cluster.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries, messages and preambles are read as they were written, and everything else is rejected with a sentence. */
final class ClusterCodecTest {

    private static final int FLIPS = 20_000;

    static List<ClusterEntry> entries() {
        return List.of(ClusterBytes.OF_THE_PAGE, ClusterBytes.OF_ALL_KINDS, new ClusterEntry(0, 1, List.of()));
    }

    static List<PeerMessage> messages() {
        return ClusterBytes.MESSAGES;
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entryIsReadAsItWasWritten(ClusterEntry entry) {
        assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messageIsReadAsItWasWritten(PeerMessage message) {
        assertThat(PeerCodec.decode(PeerCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void truncatedOrLongerEntryIsRejected(ClusterEntry entry) {
        byte[] bytes = EntryCodec.encode(entry);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> EntryCodec.decode(truncated)).isInstanceOf(UnreadableException.class);
        }
        assertThatThrownBy(() -> EntryCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("the entry has 1 bytes after its end");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void truncatedMessageIsRejected(PeerMessage message) {
        byte[] bytes = PeerCodec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] truncated = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> PeerCodec.decode(truncated)).isInstanceOf(UnreadableException.class);
        }
    }

    /** A flipped byte gives another entry or an {@link UnreadableException}, and never any other failure or a huge allocation. */
    @Test
    void flippedBytesAreReadOrRejected() {
        Random random = new Random(7);
        for (int i = 0; i < FLIPS; i++) {
            byte[] entry = EntryCodec.encode(entries().get(i % entries().size()));
            byte[] message = PeerCodec.encode(messages().get(i % messages().size()));
            entry[random.nextInt(entry.length)] = (byte) random.nextInt();
            message[random.nextInt(message.length)] = (byte) random.nextInt();
            readOrReject(() -> EntryCodec.encode(EntryCodec.decode(entry)), entry);
            readOrReject(() -> PeerCodec.encode(PeerCodec.decode(message)), message);
        }
    }

    private static void readOrReject(java.util.function.Supplier<byte[]> read, byte[] bytes) {
        try {
            assertThat(read.get()).isEqualTo(bytes);
        } catch (UnreadableException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void newerVersionIsNamed() {
        byte[] bytes = EntryCodec.encode(ClusterBytes.OF_THE_PAGE);
        bytes[0] = 2;
        assertThatThrownBy(() -> EntryCodec.decode(bytes))
                .hasMessage(
                        "the entry has version 2, which this program does not know; a newer one may have written it");
    }

    @Test
    void boundOfTheLengthHolds() {
        for (ClusterEntry entry : entries()) {
            long steps = 0;
            for (EntryItem item : entry.items()) {
                steps += stepBytes(item);
            }
            assertThat((long) EntryCodec.encode(entry).length)
                    .isLessThanOrEqualTo(EntryCodec.lengthMax(entry.items().size(), steps));
        }
    }

    private static long stepBytes(EntryItem item) {
        if (item instanceof EntryItem.Slice slice) {
            return slice.steps().stream()
                    .mapToLong(step -> step instanceof EntryStep.Execute execute
                            ? EntryCodec.stepBytes(execute.write())
                            : EntryCodec.stepBytes(ClusterBytes.DELETE))
                    .sum();
        }
        if (item instanceof EntryItem.Ends ends) {
            return ends.writes().stream().mapToLong(EntryCodec::stepBytes).sum();
        }
        LogRecord begin = ((EntryItem.Begin) item).record();
        return RecordCodec.lengthOf(begin);
    }

    @Test
    void onlyTheMemoryLimitIsAReasonOfALeader() {
        ClusterEntry entry = new ClusterEntry(
                1, 1, List.of(new EntryItem.Slice(1, 1, 0, List.of(new EntryStep.Refuse(Reply.Refusal.DISK_FULL)))));
        assertThatThrownBy(() -> EntryCodec.encode(entry)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void preambleIsReadAsItWasWritten() {
        SnapshotPreamble preamble = new SnapshotPreamble(new StoreId(-3, 4), 1 << 20, 7, 2);
        assertThat(preamble.encode()).hasSize(SnapshotPreamble.LENGTH);
        assertThat(SnapshotPreamble.decode(preamble.encode())).isEqualTo(preamble);
        byte[] newer = preamble.encode();
        newer[0] = 2;
        assertThatThrownBy(() -> SnapshotPreamble.decode(newer)).hasMessageContaining("version 2");
    }
}
