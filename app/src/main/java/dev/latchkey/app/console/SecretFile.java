package dev.latchkey.app.console;

import dev.latchkey.log.errors.IoErrorText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a secret: the first line of a file or of standard input, without the line ending. No other class opens such a file. */
final class SecretFile {

    /** The file name that means standard input. */
    static final String STDIN = "-";

    private static final int BYTES_MAX = 1_024;

    private SecretFile() {}

    /** @throws UsageException if it cannot be read; the message does not reveal the content */
    static byte[] read(String file, InputStream stdin) {
        try {
            if (file.equals(STDIN)) {
                return firstLine(stdin);
            }
            try (InputStream content = Files.newInputStream(Path.of(file))) {
                return firstLine(content);
            }
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("cannot read the password file '" + file + "': " + reason(e), e);
        }
    }

    /** Reads byte by byte, so that nothing after the line is consumed from standard input. */
    private static byte[] firstLine(InputStream content) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = content.read(); octet >= 0 && octet != '\n'; octet = content.read()) {
            line.write(octet);
            if (line.size() > BYTES_MAX) {
                throw new IOException("the first line is longer than " + BYTES_MAX + " bytes");
            }
        }
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        return Arrays.copyOf(bytes, length);
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        return e instanceof IOException failure ? IoErrorText.of(failure) : "not a valid file name";
    }
}
