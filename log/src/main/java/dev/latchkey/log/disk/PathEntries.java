package dev.latchkey.log.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Access to the files of the directory that a path leads to at the time of each call. */
record PathEntries(Path directory) implements DirectoryEntries {

    /**
     * Opens the directory, so that the result accesses the files of this directory even if the path leads to another
     * one later. Where the platform does not support that, the result is the same as without opening it.
     */
    @SuppressWarnings("StreamResourceLeak") // The result closes the stream.
    DirectoryEntries held() throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> held) {
            return new HeldEntries(held);
        }
        stream.close();
        return this;
    }

    @Override
    public FileChannel open(String name, Set<OpenOption> how, FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(directory.resolve(name), how, attributes);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void fsync() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public FileIdentity identity() throws IOException {
        return FileIdentity.of(Files.readAttributes(directory, BasicFileAttributes.class));
    }

    @Override
    public Optional<FileIdentity> identity(String name) throws IOException {
        try {
            return Optional.of(FileIdentity.of(Files.readAttributes(
                    directory.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {}
}
