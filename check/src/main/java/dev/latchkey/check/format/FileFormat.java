package dev.latchkey.check.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The history file formats that can be read. A file of any format may be compressed with gzip. */
public enum FileFormat {
    JSON_LINES("jsonl"),
    JEPSEN_EDN("jepsen-edn"),
    JEPSEN_JSON("jepsen-json"),
    JEPSEN_LOG("jepsen-log"),
    PORCUPINE("porcupine"),
    ETCD("etcd");

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

    /** Reads a file of this format with {@link ReadOptions#DEFAULT}. */
    public Recording read(InputStream in) throws IOException {
        return read(in, ReadOptions.DEFAULT);
    }

    /**
     * Reads a file of this format. The stream is left open.
     *
     * @throws BadHistoryException if the file does not have this format, or is corrupted
     */
    public Recording read(InputStream in, ReadOptions options) throws IOException {
        Unzipped content = Unzipped.of(in);
        return withRemark(content, readContent(content, options));
    }

    /** Reads a file with {@link ReadOptions#DEFAULT} and detects its format from its beginning. */
    public static Recording readAny(InputStream in) throws IOException {
        return readAny(in, ReadOptions.DEFAULT);
    }

    /**
     * Reads a file and detects its format from its beginning. The stream is left open.
     *
     * @throws BadHistoryException if the file does not have a known format, or is corrupted
     */
    public static Recording readAny(InputStream in, ReadOptions options) throws IOException {
        Unzipped content = Unzipped.of(in);
        BufferedInputStream buffered = new BufferedInputStream(content, FormatGuess.BYTES_MAX);
        buffered.mark(FormatGuess.BYTES_MAX);
        FormatGuess guess = FormatGuess.of(buffered.readNBytes(FormatGuess.BYTES_MAX));
        buffered.reset();
        try {
            return withRemark(content, guess.format().readContent(buffered, options));
        } catch (NotThisFormatException e) {
            throw new BadHistoryException(guess.explained(String.valueOf(e.getMessage())));
        }
    }

    private Recording readContent(InputStream in, ReadOptions options) throws IOException {
        return switch (this) {
            case JSON_LINES -> HistoryReader.read(in);
            case JEPSEN_EDN, PORCUPINE -> JepsenEdn.read(in, options);
            case JEPSEN_JSON -> JepsenJson.read(in, options);
            case JEPSEN_LOG -> JepsenLog.read(in, options);
            case ETCD -> EtcdReport.read(in);
        };
    }

    private static Recording withRemark(Unzipped content, Recording recording) {
        return content.isTorn()
                ? recording.remark("the compressed file is torn; what could be decompressed was read")
                : recording;
    }
}
