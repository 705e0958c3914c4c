package dev.latchkey.log.disk;

import java.io.IOException;

/** Thrown by a {@link Disk} that has no room for a write, of which a beginning may have been written. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1L;

    public DiskFullException(String message) {
        super(message);
    }
}
