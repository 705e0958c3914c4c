package dev.latchkey.log.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Access to the files of one directory by name. Links are not followed. Thread-safe. */
interface DirectoryEntries extends Closeable {

    FileChannel open(String name, Set<OpenOption> how, FileAttribute<?>... attributes) throws IOException;

    List<String> list() throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Fsyncs the directory. */
    void fsync() throws IOException;

    /** The identity of the directory itself. */
    FileIdentity identity() throws IOException;

    /** The identity of a file; empty if it does not exist. */
    Optional<FileIdentity> identity(String name) throws IOException;

    @Override
    void close() throws IOException;
}
