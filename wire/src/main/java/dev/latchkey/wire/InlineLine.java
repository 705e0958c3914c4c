package dev.latchkey.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One inline request: a line typed by a person. Blanks separate the arguments. "..." may contain blanks and the escapes \n \r
 * \t \b \a \xHH \" \\; '...' only \'; a closing quote must end its argument. These are the rules of Redis (sdssplitargs).
 */
public final class InlineLine {

    private static final byte[] HTTP_VERSION = {'H', 'T', 'T', 'P', '/'};

    private final byte[] line;
    private final int end;
    private int at;

    /** Where to put the next byte of the current word: unescaping happens in place, because it never makes a word longer. */
    private int to;

    private InlineLine(byte[] line, int end) {
        this.line = line;
        this.end = end;
    }

    /** Wraps a line without its LF, ignoring a CR at its end. Takes ownership of the array. */
    public static InlineLine of(byte[] line) {
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        return new InlineLine(line, carriageReturn ? line.length - 1 : line.length);
    }

    /**
     * Whether an HTTP client sent this line: the last word begins with HTTP/, or the first is POST or ends in a colon like a
     * header. No Latchkey command looks like this, so a web page cannot use a browser to send commands (cross-protocol attack).
     */
    boolean isHttp() {
        int firstBegin = 0;
        while (firstBegin < end && isBlank(line[firstBegin])) {
            firstBegin++;
        }
        int firstEnd = firstBegin;
        while (firstEnd < end && !isBlank(line[firstEnd])) {
            firstEnd++;
        }
        return firstEnd > firstBegin
                && (line[firstEnd - 1] == ':'
                        || Words.matches(
                                Arrays.copyOfRange(line, firstBegin, Math.min(firstEnd, firstBegin + 5)), "POST")
                        || endsInHttpVersion());
    }

    private boolean endsInHttpVersion() {
        int lastEnd = end;
        while (isBlank(line[lastEnd - 1])) {
            lastEnd--;
        }
        int lastBegin = lastEnd;
        while (lastBegin > 0 && !isBlank(line[lastBegin - 1])) {
            lastBegin--;
        }
        int prefixEnd = Math.min(lastEnd, lastBegin + HTTP_VERSION.length);
        return Arrays.equals(line, lastBegin, prefixEnd, HTTP_VERSION, 0, HTTP_VERSION.length);
    }

    /**
     * Splits the line into words; no words for an empty line, null if a quote is not closed or is closed in the middle of a word.
     * Stops at the first word beyond {@code wordsMax}, which is returned empty, so that a line of many short words is not more
     * expensive than others. Call this once, after {@link #isHttp}: it modifies the line.
     */
    public @Nullable List<byte[]> words(int wordsMax) {
        List<byte[]> words = new ArrayList<>();
        while (skipBlanks()) {
            if (words.size() == wordsMax) {
                words.add(NO_BYTES);
                return words;
            }
            byte[] word = nextWord();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
        return words;
    }

    private static final byte[] NO_BYTES = {};

    private boolean skipBlanks() {
        while (at < end && isBlank(line[at])) {
            at++;
        }
        return at < end;
    }

    private byte @Nullable [] nextWord() {
        int begin = at;
        to = begin;
        while (at < end && !isBlank(line[at])) {
            byte b = line[at++];
            if (b == '"' || b == '\'') {
                boolean closed = readQuoted(b) && (at == end || isBlank(line[at]));
                return closed ? Arrays.copyOfRange(line, begin, to) : null;
            }
            line[to++] = b;
        }
        return Arrays.copyOfRange(line, begin, to);
    }

    /** Reads up to and including the closing quote; false if there is no closing quote. */
    private boolean readQuoted(byte quote) {
        while (at < end) {
            byte b = line[at++];
            if (b == quote) {
                return true;
            }
            boolean escape = b == '\\' && at < end && (quote == '"' || line[at] == '\'');
            line[to++] = escape ? readEscape() : b;
        }
        return false;
    }

    private byte readEscape() {
        byte b = line[at++];
        if (b == 'x' && at + 2 <= end) {
            int high = Character.digit(line[at], 16);
            int low = Character.digit(line[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return (byte) (high << 4 | low);
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

    static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
