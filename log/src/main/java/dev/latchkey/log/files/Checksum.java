package dev.latchkey.log.files;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (RFC 3720, Castagnoli) over a four-byte seed followed by data. Not thread-safe. */
public final class Checksum {

    private final CRC32C crc = new CRC32C();

    /** Restarts with the four bytes of {@code seed}, in big-endian order. */
    public Checksum seed(int seed) {
        crc.reset();
        crc.update(seed >>> 24);
        crc.update(seed >>> 16);
        crc.update(seed >>> 8);
        crc.update(seed);
        return this;
    }

    public Checksum add(ByteBuffer bytes, int from, int length) {
        crc.update(bytes.slice(from, length));
        return this;
    }

    public int value() {
        return (int) crc.getValue();
    }

    /** The checksum of a header of {@code length} bytes, excluding the four bytes at {@code hole} that store it. */
    public static int ofHeader(ByteBuffer header, int length, int hole) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, hole));
        crc.update(header.slice(hole + 4, length - hole - 4));
        return (int) crc.getValue();
    }
}
