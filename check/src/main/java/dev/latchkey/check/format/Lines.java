package dev.latchkey.check.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a byte stream into lines of bounded length. The bytes of a line are valid until the next call of {@link #next}. */
final class Lines {

    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int from;
    private int to;
    private int next;
    private boolean ended;
    private long number;
    private boolean terminated;

    Lines(InputStream in) {
        this.in = in;
    }

    /**
     * Advances to the next line.
     *
     * @return false at the end of the stream
     * @throws BadHistoryException if the line is too long
     */
    boolean next() throws IOException {
        from = next;
        int searched = from;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1, true);
                }
            }
            searched = filled;
            if (ended) {
                return from < filled && line(filled, filled, false);
            }
            if (filled - from > HistoryFormat.LINE_BYTES_MAX) {
                throw new BadHistoryException(
                        number + 1, "the line has more than " + HistoryFormat.LINE_BYTES_MAX + " bytes");
            }
            searched -= makeRoom();
            int read = in.read(buffer, filled, buffer.length - filled);
            ended = read < 0;
            filled += Math.max(read, 0);
        }
    }

    private boolean line(int end, int nextLine, boolean isTerminated) {
        number++;
        to = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
        next = nextLine;
        terminated = isTerminated;
        return true;
    }

    /** Makes space for more bytes in the buffer. Returns by how many bytes the current line moved towards the start. */
    private int makeRoom() {
        if (filled < buffer.length) {
            return 0;
        }
        int moved = from;
        if (moved == 0) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            System.arraycopy(buffer, from, buffer, 0, filled - from);
            filled -= moved;
            from = 0;
        }
        return moved;
    }

    /** The number of the current line, from 1. */
    long number() {
        return number;
    }

    /** Returns whether the current line ends with a line feed. */
    boolean terminated() {
        return terminated;
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
