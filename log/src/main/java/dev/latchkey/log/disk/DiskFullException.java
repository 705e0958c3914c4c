package dev.latchkey.log.disk;

import java.io.IOException;

/** Thrown by a {@link Disk} when the disk is full (ENOSPC). A prefix of the data may have been written. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public DiskFullException(String message) {
        super(message);
    }
}
