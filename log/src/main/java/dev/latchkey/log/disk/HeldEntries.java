package dev.latchkey.log.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Access to the files of an open directory relative to its file descriptor (openat, renameat, unlinkat), so that no call
 * can reach the files of another directory that has taken its place.
 */
record HeldEntries(SecureDirectoryStream<Path> held) implements DirectoryEntries {

    private static final Path SELF = Path.of(".");

    @Override
    public FileChannel open(String name, Set<OpenOption> how, FileAttribute<?>... attributes) throws IOException {
        // The default provider returns a FileChannel, as Files.newByteChannel documents.
        return (FileChannel) held.newByteChannel(Path.of(name), how, attributes);
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> paths = held.newDirectoryStream(SELF)) {
            paths.forEach(path -> names.add(String.valueOf(path.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        held.move(Path.of(from), held, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
        held.deleteFile(Path.of(name));
    }

    @Override
    public void fsync() throws IOException {
        try (FileChannel names = open(SELF.toString(), Set.of(StandardOpenOption.READ))) {
            names.force(true);
        }
    }

    @Override
    public FileIdentity identity() throws IOException {
        return FileIdentity.of(
                held.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
    }

    @Override
    public Optional<FileIdentity> identity(String name) throws IOException {
        try {
            return Optional.of(FileIdentity.of(
                    held.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
