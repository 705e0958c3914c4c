package dev.latchkey.log.errors;

/** Somebody else has the directory open. Nothing was changed. */
public final class DirectoryInUseException extends LogException {

    private static final long serialVersionUID = 1L;

    /** Tells who holds it, as in "process 4711". */
    public DirectoryInUseException(String directory, String holder) {
        super(directory + " is in use by " + holder, null);
    }
}
