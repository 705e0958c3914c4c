package dev.latchkey.log.errors;

import dev.latchkey.log.files.LogFormat;

/** An intact file has a format version newer than this version of Latchkey supports. No file was changed. */
public final class NewerVersionException extends LogException {

    private static final long serialVersionUID = 1L;

    public NewerVersionException(String file, long version) {
        super(
                file + " has format version " + version + ", but this version of Latchkey supports only version "
                        + LogFormat.VERSION + ": use the newer version that wrote it",
                null);
    }
}
