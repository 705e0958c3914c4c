package dev.latchkey.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line that somebody typed. Words are divided by blanks; "..." may hold blanks and the escapes \n \r \t \b \a \xHH \" \\,
 * '...' only \'; a closing quote ends its word. These are the rules of Redis (sdssplitargs), so that redis-cli's habits work.
 */
final class InlineLine {

    private final byte[] line;
    private final int end;
    private int at;

    private InlineLine(byte[] line, int end) {
        this.line = line;
        this.end = end;
    }

    /** A line without its LF; a CR at its end belongs to the LF. */
    static InlineLine of(byte[] line) {
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        return new InlineLine(line, carriageReturn ? line.length - 1 : line.length);
    }

    /**
     * Whether a browser or its like sent this: the last word begins with HTTP/, or the first is POST or ends in a colon as
     * headers do. No command of ours looks like that, so a web page cannot make a browser speak to us across protocols.
     */
    boolean isHttp() {
        String[] words =
                new String(line, 0, end, StandardCharsets.ISO_8859_1).strip().split("\\s+", -1);
        String first = words[0].toUpperCase(Locale.ROOT);
        return words[words.length - 1].startsWith("HTTP/") || first.equals("POST") || first.endsWith(":");
    }

    /** The words, none for an empty line; null if a quote is not closed, or closed amid a word. */
    byte @Nullable [][] words() {
        List<byte[]> words = new ArrayList<>();
        for (at = 0; skipBlanks(); ) {
            byte[] word = nextWord();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
        return words.toArray(byte[][]::new);
    }

    private boolean skipBlanks() {
        while (at < end && isBlank(line[at])) {
            at++;
        }
        return at < end;
    }

    private byte @Nullable [] nextWord() {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        while (at < end && !isBlank(line[at])) {
            byte b = line[at++];
            if (b == '"' || b == '\'') {
                return readQuoted(b, word) && (at == end || isBlank(line[at])) ? word.toByteArray() : null;
            }
            word.write(b);
        }
        return word.toByteArray();
    }

    /** Reads up to and over the closing quote; false if there is none. */
    private boolean readQuoted(byte quote, ByteArrayOutputStream word) {
        while (at < end) {
            byte b = line[at++];
            if (b == quote) {
                return true;
            }
            boolean escape = b == '\\' && at < end && (quote == '"' || line[at] == '\'');
            word.write(escape ? readEscape() : b);
        }
        return false;
    }

    private int readEscape() {
        byte b = line[at++];
        if (b == 'x' && at + 2 <= end) {
            int high = Character.digit(line[at], 16);
            int low = Character.digit(line[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return high << 4 | low;
            }
        }
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
