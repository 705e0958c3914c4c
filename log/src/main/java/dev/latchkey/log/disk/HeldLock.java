package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DirectoryLostException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The lock of a {@link NioDisk}: an open directory and its locked file. */
final class HeldLock implements DirectoryLock {

    private final PathEntries path;
    private final DirectoryEntries entries;
    private final FileIdentity directory;
    private final String name;
    private final FileIdentity file;
    private final FileChannel channel;
    private final Runnable released;

    /**
     * @param path the path by which the next opener would reach the directory
     * @param name the name of the lock file
     * @param file the identity of the lock file
     * @param released is run when the lock has been released
     */
    HeldLock(
            Path path,
            DirectoryEntries entries,
            FileIdentity directory,
            String name,
            FileIdentity file,
            FileChannel channel,
            Runnable released) {
        this.path = new PathEntries(path);
        this.entries = entries;
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.channel = channel;
        this.released = released;
    }

    @Override
    public void verify() throws IOException {
        if (!isDirectory()) {
            throw DirectoryLostException.directory(path.directory().toString());
        }
        if (!entries.identity(name).equals(Optional.of(file))) {
            throw DirectoryLostException.file(path.directory().resolve(name).toString());
        }
    }

    private boolean isDirectory() throws IOException {
        try {
            return path.identity().equals(directory);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try (DirectoryEntries opened = entries) {
            channel.close();
        } finally {
            released.run();
        }
    }
}
