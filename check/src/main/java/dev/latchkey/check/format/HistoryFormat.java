package dev.latchkey.check.format;

/** The names and bounds defined in docs/format/history.md, shared by the writer and the reader. */
final class HistoryFormat {

    static final String NAME = "latchkey-history";
    static final int VERSION = 1;

    /** The maximum length of a line; a reader rejects longer ones. */
    static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    static final int WORD_LENGTH_MAX = 64;

    static final String CALL = "call";
    static final String RETURN = "ret";
    static final String FAULT = "fault";

    /** The suffix of the name of a field whose value is encoded in base64 because it is not UTF-8. */
    static final String BASE64_SUFFIX = "64";

    /** The suffix of the name of a field that holds the hash of a long value. */
    static final String HASH_SUFFIX = "h";

    private HistoryFormat() {}
}
