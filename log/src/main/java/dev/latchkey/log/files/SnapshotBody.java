package dev.latchkey.log.files;

import java.io.IOException;
import java.io.OutputStream;

/** What a snapshot holds, as a stream of bytes. */
@FunctionalInterface
public interface SnapshotBody {

    /** Writes all of it. {@code out} is buffered, need not be closed, and what it throws must be let through. */
    void writeTo(OutputStream out) throws IOException;
}
