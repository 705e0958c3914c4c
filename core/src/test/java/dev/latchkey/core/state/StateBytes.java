package dev.latchkey.core.state;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.bytes.StateSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** States to bytes and back, all at once. */
final class StateBytes {

    private StateBytes() {}

    static byte[] of(StateMachine machine) {
        return drain(machine.snapshot(), 1_000_000);
    }

    /** What is left of a snapshot, in pieces of about {@code bytesMax}. */
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

    /** From a source that gives {@code readMax} bytes at a time. */
    static StateMachine restore(byte[] bytes, int readMax) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        StateSource source = (target, from, length) -> in.read(target, from, Math.min(length, readMax));
        return StateMachine.restore(source, new SipHash(3, 4), (done, inAll) -> {});
    }
}
