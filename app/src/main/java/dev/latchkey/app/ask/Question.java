package dev.latchkey.app.ask;

import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;

/** A question to the user of a terminal, answered with yes or no. Without an answer, the answer is no. */
final class Question {

    private static final Set<String> YES = Set.of("y", "yes");
    private static final int ANSWER_BYTES_MAX = 100;

    private Question() {}

    /** Asks on standard error and reads the answer from standard input. */
    static boolean isConfirmed(CommandLine command, ProcessContext surroundings, String question) {
        Screen.ask(command, question + " [y/N] ");
        try {
            return YES.contains(line(surroundings.in()).strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            return false; // why: an answer that cannot be read is no yes
        }
    }

    /** Reads byte by byte, so that nothing after the line is consumed. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.length() < ANSWER_BYTES_MAX) {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
