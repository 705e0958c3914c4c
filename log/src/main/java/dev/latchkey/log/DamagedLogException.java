package dev.latchkey.log;

/** What had been made durable is not there any more, or is not what was written. Nothing was changed; nothing can be served. */
public final class DamagedLogException extends LogException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    DamagedLogException(String file, long offset, String reason) {
        super(file + " is damaged at offset " + offset + ": " + reason, null);
        this.file = file;
        this.offset = offset;
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
