package dev.latchkey.core.state;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.bytes.RestoreProgress;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.bytes.StateSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** Converts states to bytes and back, in one call. */
final class StateBytes {

    /** The length of the header of a state without further sections. */
    static final int HEADER_BYTES = 4 + 16 + 12 + 8 + 6 * 4;

    private StateBytes() {}

    static byte[] of(StateMachine machine) {
        return drain(machine.snapshot(), 1_000_000);
    }

    /** Returns what is left of a snapshot, read in pieces of about {@code bytesMax}. */
    static byte[] drain(StateSnapshot snapshot, int bytesMax) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!snapshot.isDone()) {
            bytes.writeBytes(snapshot.next(bytesMax));
        }
        return bytes.toByteArray();
    }

    static StateMachine restore(byte[] bytes) {
        return restore(bytes, 100_000);
    }

    /** Restores from a source that returns at most {@code readMax} bytes per call. */
    static StateMachine restore(byte[] bytes, int readMax) {
        return StateMachine.restore(source(bytes, readMax), new SipHash(3, 4), RestoreProgress.NONE);
    }

    static StateSource source(byte[] bytes, int readMax) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return (target, from, length) -> in.read(target, from, Math.min(length, readMax));
    }
}
