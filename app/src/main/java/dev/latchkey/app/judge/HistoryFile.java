package dev.latchkey.app.judge;

import dev.latchkey.app.console.UsageException;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.ReadOptions;
import dev.latchkey.check.format.Recording;
import dev.latchkey.log.errors.IoErrorText;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads and writes files of histories and reports. No other class opens them. */
final class HistoryFile {

    /** The file name that means standard input. */
    static final String STDIN = "-";

    private HistoryFile() {}

    /** Writes a report. */
    @FunctionalInterface
    interface Report {
        void writeTo(Writer out) throws IOException;
    }

    /**
     * Reads a file from its beginning to its end, also if it is a named pipe. Why: the stream of the JDK seeks in the file in order to
     * tell how much of it is left.
     */
    private static final class Sequential extends FilterInputStream {

        Sequential(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 0;
        }
    }

    /**
     * Reads a history.
     *
     * @param format null to detect the format from the beginning of the file
     * @throws UsageException if the file cannot be read or is not a history; the message says why
     */
    static Recording read(String file, @Nullable FileFormat format, ReadOptions options, InputStream stdin) {
        try {
            if (file.equals(STDIN)) {
                return read(stdin, format, options);
            }
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new UsageException(file + ": is a directory, not a history");
            }
            try (InputStream in = new Sequential(Files.newInputStream(path))) {
                return read(in, format, options);
            }
        } catch (IOException | InvalidPathException e) {
            throw new UsageException(file + ": " + reason(e), e);
        }
    }

    private static Recording read(InputStream in, @Nullable FileFormat format, ReadOptions options) throws IOException {
        return format == null ? FileFormat.readAny(in, options) : format.read(in, options);
    }

    /** @throws UsageException if the file cannot be written */
    static void write(String file, Report report) {
        try (Writer out = new BufferedWriter(new OutputStreamWriter(
                new BufferedOutputStream(Files.newOutputStream(Path.of(file))), StandardCharsets.UTF_8))) {
            report.writeTo(out);
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("cannot write report '" + file + "': " + reason(e), e);
        }
    }

    /**
     * Creates a file, or truncates an existing one.
     *
     * @throws UsageException if the file cannot be written
     */
    static OutputStream create(String file) {
        try {
            return new BufferedOutputStream(Files.newOutputStream(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("cannot write history '" + file + "': " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof IOException failure ? IoErrorText.of(failure) : "not a valid file name";
    }
}
