package dev.latchkey.log.files;

import java.io.IOException;
import java.io.OutputStream;

/** Produces the contents of a snapshot as a stream of bytes. */
@FunctionalInterface
public interface SnapshotBody {

    /**
     * Writes the contents. {@code out} is buffered and need not be closed; exceptions that it throws must be
     * propagated.
     */
    void writeTo(OutputStream out) throws IOException;
}
