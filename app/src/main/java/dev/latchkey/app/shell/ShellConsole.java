package dev.latchkey.app.shell;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the lines of a shell come from, and where replies go. */
interface ShellConsole {

    /**
     * Reads the next line, without its line ending. Blocks.
     *
     * @param prompt shown on a terminal
     * @return null at the end
     */
    byte @Nullable [] read(String prompt) throws IOException;

    /** Prints lines. Any thread may call it, also while another one is reading. */
    void print(List<String> lines);

    /** Whether a user is present, who sees that a connection was lost and may go on with a new one. */
    boolean isInteractive();
}
