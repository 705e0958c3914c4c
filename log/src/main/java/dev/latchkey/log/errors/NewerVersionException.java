package dev.latchkey.log.errors;

import dev.latchkey.log.files.LogFormat;

/** A sound file of a format that this program does not know yet. Nothing was changed. */
public final class NewerVersionException extends LogException {

    private static final long serialVersionUID = 1L;

    public NewerVersionException(String file, long version) {
        super(
                file + " has format version " + version + ", and this program knows version " + LogFormat.VERSION
                        + " only: use the newer program that wrote it",
                null);
    }
}
