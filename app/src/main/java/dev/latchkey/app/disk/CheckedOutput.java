package dev.latchkey.app.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Writes to a print stream and throws if a write failed, so that a long transfer stops. (A print stream itself never throws.) */
final class CheckedOutput extends OutputStream {

    /** Standard output could not be written. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1;

        FailedException() {
            super("standard output could not be written");
        }
    }

    private final PrintStream out;

    CheckedOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        out.write(octet);
        flush();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        flush();
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) {
            throw new FailedException();
        }
    }
}
