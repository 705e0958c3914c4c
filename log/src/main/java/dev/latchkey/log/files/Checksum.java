package dev.latchkey.log.files;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C (RFC 3720, Castagnoli) behind a seed of four bytes. Not for several threads. */
public final class Checksum {

    private final CRC32C crc = new CRC32C();

    /** Begins anew with the four bytes of {@code seed}, the highest first. */
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

    /** Over a header of {@code length} bytes without the four at {@code hole}, where the result is kept. */
    public static int ofHeader(ByteBuffer header, int length, int hole) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, hole));
        crc.update(header.slice(hole + 4, length - hole - 4));
        return (int) crc.getValue();
    }
}
