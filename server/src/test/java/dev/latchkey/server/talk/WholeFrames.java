package dev.latchkey.server.talk;

import java.util.ArrayList;
import java.util.List;

/** A second parser of replies, written for tests independently of the one that clients use. One char is one byte. */
public final class WholeFrames {

    private final String bytes;
    private int at;

    private WholeFrames(String bytes) {
        this.bytes = bytes;
    }

    /** Splits {@code bytes} into top-level frames. Fails unless they are exactly whole frames. */
    public static List<String> of(String bytes) {
        WholeFrames parser = new WholeFrames(bytes);
        List<String> frames = new ArrayList<>();
        while (parser.at < bytes.length()) {
            int start = parser.at;
            parser.skipFrame();
            frames.add(bytes.substring(start, parser.at));
        }
        return frames;
    }

    private void skipFrame() {
        int start = at;
        char type = bytes.charAt(at++);
        String line = line();
        switch (type) {
            case '+', '-', ':', '_', ',', '#', '(' -> {}
            case '$' -> skipString(Integer.parseInt(line));
            case '*', '~', '>' -> skipFrames(Integer.parseInt(line));
            case '%' -> skipFrames(2 * Integer.parseInt(line));
            default -> throw new AssertionError("no frame begins at byte " + start + " of " + bytes);
        }
    }

    private String line() {
        int end = bytes.indexOf("\r\n", at);
        if (end < 0) {
            throw new AssertionError("the line at byte " + at + " does not end in " + bytes);
        }
        String line = bytes.substring(at, end);
        at = end + 2;
        return line;
    }

    private void skipString(int length) {
        if (length >= 0) {
            if (!bytes.startsWith("\r\n", at + length)) {
                throw new AssertionError("the string of " + length + " bytes at byte " + at + " does not end there");
            }
            at += length + 2;
        }
    }

    private void skipFrames(int count) {
        for (int i = 0; i < count; i++) {
            skipFrame();
        }
    }
}
