package dev.latchkey.log.errors;

/** The directory is locked by another opener. Nothing was changed. */
public final class DirectoryInUseException extends LogException {

    private static final long serialVersionUID = 1L;

    /** @param holder the lock holder, as in "process 4711" */
    public DirectoryInUseException(String directory, String holder) {
        super(directory + " is in use by " + holder, null);
    }
}
