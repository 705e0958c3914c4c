package dev.latchkey.log.errors;

/** What had been made durable is not there any more, or is not what was written. Nothing was changed; nothing can be served. */
public final class DamagedLogException extends LogException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    public DamagedLogException(String file, long offset, String reason) {
        this(file + " is damaged at offset " + offset + ": " + reason, file, offset);
    }

    private DamagedLogException(String sentence, String file, long offset) {
        super(sentence, null);
        this.file = file;
        this.offset = offset;
    }

    /** Something that must be there beside a file is not; the file itself may be sound. */
    public static DamagedLogException missing(String file, String sentence) {
        return new DamagedLogException(file + ": " + sentence, file, 0);
    }

    /** The file, with its directory. */
    public String file() {
        return file;
    }

    /** Where in the file, in bytes from its beginning. */
    public long offset() {
        return offset;
    }
}
