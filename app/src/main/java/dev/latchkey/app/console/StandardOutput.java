package dev.latchkey.app.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why a write failed; {@link PrintStream} remembers only that one did. */
public final class StandardOutput extends PrintStream {

    private static final int BUFFER_BYTES = 8_192;

    /** The text of EPIPE, in Java's exceptions too. */
    private static final String BROKEN_PIPE = "Broken pipe";

    private final Recorder recorder;

    /** Standard output of this process. */
    public static StandardOutput ofProcess() {
        return to(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
    }

    /** Output to any stream. */
    public static StandardOutput to(OutputStream out) {
        return new StandardOutput(new Recorder(out));
    }

    private StandardOutput(Recorder recorder) {
        super(recorder, false, StandardCharsets.UTF_8);
        this.recorder = recorder;
    }

    /** Whether the reader of a pipe has closed it, as {@code head} does when it has read enough. */
    boolean isPipeClosed() {
        return reason().contains(BROKEN_PIPE);
    }

    /** Why the first write that failed did so; empty if none failed. */
    String reason() {
        IOException first = recorder.failure;
        return first == null ? "" : String.valueOf(first.getMessage());
    }

    /** Passes everything on and remembers the first failure. */
    private static final class Recorder extends OutputStream {

        private final OutputStream out;
        private @Nullable IOException failure;

        Recorder(OutputStream out) {
            this.out = out;
        }

        /** A write that may fail. */
        private interface Step {
            void run() throws IOException;
        }

        private void record(Step step) throws IOException {
            try {
                step.run();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                }
                throw e;
            }
        }

        @Override
        public void write(int octet) throws IOException {
            record(() -> out.write(octet));
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            record(() -> out.write(bytes, from, length));
        }

        @Override
        public void flush() throws IOException {
            record(out::flush);
        }
    }
}
