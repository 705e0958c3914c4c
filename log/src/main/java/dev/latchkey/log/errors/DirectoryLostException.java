package dev.latchkey.log.errors;

/**
 * The directory, its lock file or the newest segment was moved, deleted or replaced while the log was in use. The path
 * may lead to the files of another store now, so the log changes nothing any more and can no longer be used.
 */
public final class DirectoryLostException extends DiskFailedException {

    private static final long serialVersionUID = 1L;

    private DirectoryLostException(String sentence) {
        super(sentence, null);
    }

    /** The path leads to another directory, or to none. */
    public static DirectoryLostException directory(String path) {
        return new DirectoryLostException(path + " was moved, deleted or replaced while it was in use");
    }

    /** The directory has another file of that name, or none. */
    public static DirectoryLostException file(String path) {
        return new DirectoryLostException(path + " was deleted or replaced while it was in use");
    }
}
