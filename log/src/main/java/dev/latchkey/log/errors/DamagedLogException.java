package dev.latchkey.log.errors;

/** The log is corrupted: durable data is missing or differs from what was written. No file was changed. */
public final class DamagedLogException extends LogException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    public DamagedLogException(String file, long offset, String reason) {
        this(file + " is corrupted at offset " + offset + ": " + reason, file, offset);
    }

    private DamagedLogException(String sentence, String file, long offset) {
        super(sentence, null);
        this.file = file;
        this.offset = offset;
    }

    /** A file that must exist beside {@code file} is missing; {@code file} itself may be intact. */
    public static DamagedLogException missing(String file, String sentence) {
        return new DamagedLogException(file + ": " + sentence, file, 0);
    }

    /** The path of the file. */
    public String file() {
        return file;
    }

    /** The offset of the corruption in the file, in bytes. */
    public long offset() {
        return offset;
    }
}
