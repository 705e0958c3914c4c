package dev.latchkey.check.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The history file formats that can be read. */
public enum FileFormat {
    JSON_LINES("jsonl"),
    JEPSEN_EDN("jepsen-edn"),
    JEPSEN_LOG("jepsen-log"),
    PORCUPINE("porcupine");

    private static final int SNIFF_BYTES_MAX = 64 * 1024;

    private final String written;

    FileFormat(String written) {
        this.written = written;
    }

    /** Returns the format with this name, if it exists. */
    public static Optional<FileFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.written.equals(name))
                .findFirst();
    }

    /** Returns the names of all formats. */
    public static List<String> names() {
        return Arrays.stream(values()).map(FileFormat::written).toList();
    }

    /** The name of this format. */
    public String written() {
        return written;
    }

    /**
     * Reads a file of this format. The stream is left open.
     *
     * @throws BadHistoryException if the file does not have this format, or is corrupted
     */
    public Recording read(InputStream in) throws IOException {
        return switch (this) {
            case JSON_LINES -> HistoryReader.read(in);
            case JEPSEN_EDN, PORCUPINE -> JepsenEdn.read(in);
            case JEPSEN_LOG -> JepsenLog.read(in);
        };
    }

    /**
     * Reads a file and detects its format from its beginning. The stream is left open.
     *
     * @throws BadHistoryException if the file does not have a known format, or is corrupted
     */
    public static Recording readAny(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, SNIFF_BYTES_MAX);
        buffered.mark(SNIFF_BYTES_MAX);
        byte[] beginning = buffered.readNBytes(SNIFF_BYTES_MAX);
        buffered.reset();
        return guess(beginning).read(buffered);
    }

    private static FileFormat guess(byte[] beginning) throws BadHistoryException {
        if (beginning.length == 0) {
            throw new BadHistoryException("the file is empty");
        }
        int at = firstOfContent(beginning);
        int first = at < beginning.length ? beginning[at] : -1;
        if (first == '{') {
            int inside = firstOfContent(beginning, at + 1);
            return inside < beginning.length && beginning[inside] == ':' ? JEPSEN_EDN : JSON_LINES;
        }
        if (first == '[' || first == '(' || first == '#') {
            return JEPSEN_EDN;
        }
        for (byte octet : beginning) {
            if (octet == 0) {
                throw new BadHistoryException("not a history: the file contains binary data");
            }
        }
        return JEPSEN_LOG;
    }

    private static int firstOfContent(byte[] bytes) {
        boolean hasMark =
                bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
        return firstOfContent(bytes, hasMark ? 3 : 0);
    }

    /** Returns the index of the first byte that is not whitespace or part of an EDN comment. */
    private static int firstOfContent(byte[] bytes, int from) {
        int at = from;
        boolean inComment = false;
        while (at < bytes.length && (inComment || bytes[at] == ';' || " \t\r\n,".indexOf(bytes[at]) >= 0)) {
            inComment = bytes[at] == ';' || (inComment && bytes[at] != '\n');
            at++;
        }
        return at;
    }
}
