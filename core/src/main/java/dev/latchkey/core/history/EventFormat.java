package dev.latchkey.core.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.core.EventKind;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes the events of a snapshot: docs/format/state.md. The revision of an event follows from its place. */
final class EventFormat {

    private static final int FRAME_BYTES = 1 + 1 + 2 + 4 + 8 + 8 + 1;

    private EventFormat() {}

    static void write(Event event, Piece piece) {
        byte[] name = event.origin().by().getBytes(UTF_8);
        byte[] key = event.key().bytes;
        ByteBuffer target = piece.grow(FRAME_BYTES + key.length + event.valueLength() + name.length)
                .put(event.kind().number())
                .put((byte) (event.last() ? 1 : 0))
                .putShort((short) key.length)
                .putInt(event.valueLength())
                .putLong(event.version().number())
                .putLong(event.origin().wallMillis())
                .put((byte) name.length)
                .put(key);
        if (event.value() != null) {
            target.put(event.value().bytes);
        }
        target.put(name);
    }

    static Event read(StateReader in, long revision, long versionMax) {
        EventKind kind = kind(in.u8());
        boolean last = Bounds.between("mark of the last event of a step", in.u8(), 0, 1) == 1;
        int keyLength = Bounds.keyLength(in.u16());
        int valueLength =
                (int) Bounds.between("length of the value", in.u32(), 0, kind == EventKind.PUT ? Value.LENGTH_MAX : 0);
        Version version = version(kind, in.u64(), versionMax);
        long wallMillis = in.u64();
        int nameLength = (int) Bounds.between("length of the name of the origin", in.u8(), 0, Origin.BY_BYTES_MAX);
        Key key = Key.owning(in.bytes(keyLength));
        Value value = value(kind, in.bytes(valueLength));
        Origin origin = new Origin(in.text("name of the origin", nameLength), wallMillis);
        return new Event(revision, kind, key, version, value, origin, last);
    }

    private static EventKind kind(int number) {
        EventKind kind = EventKind.of(number);
        if (kind == null) {
            throw new UnreadableException("an event of kind " + number
                    + ", which this program does not know; a newer one may have written it");
        }
        return kind;
    }

    private static Version version(EventKind kind, long number, long versionMax) {
        return Version.of(
                kind == EventKind.PUT
                        ? Bounds.version(number, 1, versionMax - 1)
                        : Bounds.version(number, 2, versionMax));
    }

    private static @Nullable Value value(EventKind kind, byte[] bytes) {
        return kind == EventKind.PUT ? Value.owning(bytes) : null;
    }

    /** Refuses the last event of a history that is not the last one of its step. */
    static void requireWholeStep(Event newest) {
        if (!newest.last()) {
            throw new UnreadableException("the event history ends within a step");
        }
    }
}
