package dev.latchkey.http;

import dev.latchkey.http.guard.Gatekeeper;
import dev.latchkey.http.route.BodyKind;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The body of a request, as far as it has arrived. It takes at most twice the memory of the bytes that have arrived. */
final class BodyBuffer {

    private static final int BYTES_INITIAL = 256;

    private final BodyKind kind;
    private byte[] bytes = new byte[0];
    private int length;

    BodyBuffer(BodyKind kind) {
        this.kind = kind;
    }

    /**
     * Appends bytes, which the caller still owns.
     *
     * @throws dev.latchkey.http.message.ProblemException if the body becomes larger than it may be
     */
    void append(ByteBuf more) {
        int count = more.readableBytes();
        Gatekeeper.requireLength(kind, (long) length + count);
        if (length + count > bytes.length) {
            int doubled = Math.min(kind.bytesMax(), Math.max(BYTES_INITIAL, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, Math.max(length + count, doubled));
        }
        more.readBytes(bytes, length, count);
        length += count;
    }

    /** Returns the body, which is complete; this buffer must not be used any more. */
    byte[] complete() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The memory in use. */
    int heldBytes() {
        return bytes.length;
    }
}
