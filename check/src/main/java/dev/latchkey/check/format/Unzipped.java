package dev.latchkey.check.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The content of a file, decompressed if the file is compressed with gzip. A file that is torn ends where it is torn. */
final class Unzipped extends FilterInputStream {

    private static final int MAGIC_FIRST = 0x1f;
    private static final int MAGIC_SECOND = 0x8b;

    private boolean torn;

    private Unzipped(InputStream in) {
        super(in);
    }

    /** Detects from the first two bytes whether the stream is compressed. */
    static Unzipped of(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 64 * 1024);
        buffered.mark(2);
        boolean isZipped = buffered.read() == MAGIC_FIRST && buffered.read() == MAGIC_SECOND;
        buffered.reset();
        return new Unzipped(isZipped ? gzip(buffered) : buffered);
    }

    private static InputStream gzip(InputStream in) throws IOException {
        try {
            return new GZIPInputStream(in, 64 * 1024);
        } catch (EOFException | ZipException e) {
            throw new BadHistoryException("the file starts like a gzip file, but is not one");
        }
    }

    /** Returns whether the file ended in the middle of its compressed content. */
    boolean isTorn() {
        return torn;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (torn) {
            return -1;
        }
        try {
            return super.read(bytes, offset, length);
        } catch (EOFException e) {
            torn = true;
            return -1;
        } catch (ZipException e) {
            throw new BadHistoryException("the compressed file is corrupted");
        }
    }
}
