package dev.latchkey.app.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The directory of a certificate authority, its certificates and their keys. No other class opens these files. Nothing is ever overwritten. */
final class CertificateDirectory {

    private final Path directory;

    CertificateDirectory(Path directory) {
        this.directory = directory;
    }

    /** Creates the directory, which only the user may enter, unless it exists. */
    void create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, mode("rwx------"));
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(path(name));
    }

    String read(String name) throws IOException {
        return Files.readString(path(name), US_ASCII);
    }

    /** Writes a file that everyone who can enter the directory may read. */
    void writePublic(String name, String text) throws IOException {
        write(name, text, "rw-r--r--");
    }

    /** Writes a file that only the user may read. */
    void writeSecret(String name, String text) throws IOException {
        write(name, text, "rw-------");
    }

    /** Why the mode is given at creation: afterwards, another program could already have opened the file. */
    private void write(String name, String text, String mode) throws IOException {
        try (var channel = Files.newByteChannel(
                path(name), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(mode))) {
            var bytes = US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private FileAttribute<?>[] mode(String mode) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
