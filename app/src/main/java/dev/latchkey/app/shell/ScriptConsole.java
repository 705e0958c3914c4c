package dev.latchkey.app.shell;

import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.app.console.UsageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands from standard input, one on each line, and replies to standard output. */
final class ScriptConsole implements ShellConsole {

    /** Enough for the longest value, with every byte written in hex. */
    static final int LINE_BYTES_MAX = 5_242_880;

    private final InputStream in;
    private final StandardOutput out;
    private long lines;

    ScriptConsole(InputStream in, StandardOutput out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    @Override
    public byte @Nullable [] read(String prompt) throws IOException {
        if (out.checkError()) {
            return null; // why: nobody reads the replies, as after head
        }
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        lines++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() == LINE_BYTES_MAX) {
                throw new UsageException("line " + lines + " is longer than " + LINE_BYTES_MAX
                        + " bytes; it was not executed, nor was any line after it");
            }
            line.write(octet);
        }
        return line.toByteArray();
    }

    @Override
    public synchronized void print(List<String> text) {
        out.writeBytes((String.join("\n", text) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public boolean isInteractive() {
        return false;
    }
}
