package dev.latchkey.check.format;

/** The names and bounds of docs/format/history.md, for the writer and the reader. */
final class HistoryFormat {

    static final String NAME = "latchkey-history";
    static final int VERSION = 1;

    /** Where a reader stops, whatever the line may be. */
    static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    static final int WORD_LENGTH_MAX = 64;

    static final String CALL = "call";
    static final String RETURN = "ret";
    static final String FAULT = "fault";

    /** Behind the name of a field whose bytes are no text. */
    static final String BASE64_SUFFIX = "64";

    /** Behind the name of a field that holds the hash of a long value. */
    static final String HASH_SUFFIX = "h";

    private HistoryFormat() {}
}
