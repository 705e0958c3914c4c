package dev.latchkey.trial.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Splits a RESP stream of either direction into complete values of bounded size, and keeps their bytes unchanged. */
public final class Frame {

    /** More than the size of any request or reply. */
    static final int BYTES_MAX = 16 << 20;

    private static final int LINE_BYTES_MAX = 64 << 10;
    private static final int DEPTH_MAX = 16;
    private static final Pattern LENGTH = Pattern.compile("-1|\\d{1,8}");

    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Frame(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the bytes of the next value.
     *
     * @param in a buffered stream
     * @throws EOFException if the stream ends before the end of the value
     * @throws IOException if it is not RESP, or larger than {@link #BYTES_MAX}
     */
    static byte[] read(InputStream in) throws IOException {
        Frame frame = new Frame(in);
        frame.readValue(0);
        return frame.bytes.toByteArray();
    }

    /** Whether a request is the greeting of a connection, which gets no fault. */
    static boolean isHello(byte[] request) {
        String start = new String(request, 0, Math.min(request.length, 32), StandardCharsets.ISO_8859_1);
        return start.toUpperCase(Locale.ROOT).contains("\r\nHELLO\r\n");
    }

    /** Whether the server sends a value without a request for it. */
    static boolean isPush(byte[] value) {
        return value.length > 0 && value[0] == '>';
    }

    /** The arguments of a request, decoded as ISO 8859-1; empty if it is not an array of bulk strings. */
    public static List<String> words(byte[] request) {
        String[] lines = new String(request, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        List<String> words = new ArrayList<>();
        for (int i = 2; i < lines.length && lines[i - 1].startsWith("$"); i += 2) {
            words.add(lines[i]);
        }
        return words;
    }

    private void readValue(int depth) throws IOException {
        String line = readLine();
        char type = line.isEmpty() ? ' ' : line.charAt(0);
        switch (type) {
            case '$', '=', '!' -> {
                int length = length(line);
                if (length >= 0) {
                    copy(length + 2);
                }
            }
            case '*', '~', '>' -> readValues(length(line), depth);
            case '%' -> readValues(2 * length(line), depth);
            case '+', '-', ':', '_', ',', '#', '(' -> {}
            default ->
                throw new IOException("not RESP: a value starts with code point '"
                        + line.codePoints().limit(1).sum() + "'");
        }
    }

    private void readValues(int count, int depth) throws IOException {
        if (depth == DEPTH_MAX) {
            throw new IOException("a value is nested deeper than " + DEPTH_MAX);
        }
        for (int i = 0; i < count; i++) {
            readValue(depth + 1);
        }
    }

    private static int length(String line) throws IOException {
        String number = line.substring(1);
        if (!LENGTH.matcher(number).matches()) {
            throw new IOException("'" + line + "' does not have a valid length");
        }
        return Integer.parseInt(number);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = 0;
        while (next != '\n') {
            next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (line.length() == LINE_BYTES_MAX) {
                throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
            }
            bytes.write(next);
            line.append((char) next);
        }
        requireBounded(0);
        int end = line.length() > 1 && line.charAt(line.length() - 2) == '\r' ? 2 : 1;
        return line.substring(0, line.length() - end);
    }

    private void copy(int count) throws IOException {
        requireBounded(count);
        byte[] read = in.readNBytes(count);
        bytes.writeBytes(read);
        if (read.length < count) {
            throw new EOFException();
        }
    }

    private void requireBounded(int more) throws IOException {
        if (bytes.size() + more > BYTES_MAX) {
            throw new IOException("a value is longer than " + BYTES_MAX + " bytes");
        }
    }
}
