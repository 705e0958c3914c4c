package dev.latchkey.check.format;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN one form at a time. A form has at most {@link #FORM_LENGTH_MAX} characters and {@link #DEPTH_MAX} levels. A list of
 * events, which may be longer, is opened with {@link #takeListStart} and then read form by form.
 */
final class EdnReader {

    static final int DEPTH_MAX = 64;
    static final int FORM_LENGTH_MAX = HistoryFormat.LINE_BYTES_MAX;

    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String BYTES_TAG = "latchkey/bytes";
    private static final String HASH_TAG = "latchkey/hash";

    private final Reader in;
    private long line;
    private long formLength;
    private int ahead;

    /** @param line the line number of the first line */
    EdnReader(Reader in, long line) throws IOException {
        this.in = in;
        this.line = line;
        this.ahead = in.read();
    }

    /** The number of the current line. */
    long line() {
        return line;
    }

    /** Consumes the opening bracket of a list or vector, if that comes next. Returns whether it did. */
    boolean takeListStart() throws IOException {
        formLength = 0;
        skipBlank(0);
        if (ahead != '[' && ahead != '(') {
            return false;
        }
        take();
        return true;
    }

    /**
     * Returns the next form; null at the end of the input, or of the list if {@code inList}. Consumes the closing bracket of that
     * list.
     */
    @Nullable
    Edn next(boolean inList) throws IOException {
        formLength = 0;
        skipBlank(0);
        if (ahead == END) {
            if (inList) {
                throw wrong("the list of events is not closed");
            }
            return null;
        }
        if (inList && (ahead == ']' || ahead == ')')) {
            take();
            return null;
        }
        return form(0);
    }

    private Edn form(int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw wrong("nested deeper than " + DEPTH_MAX + " levels");
        }
        skipBlank(depth);
        return switch (ahead) {
            case END -> throw wrong("the input ends in the middle of a form");
            case '(' -> items(')', depth);
            case '[' -> items(']', depth);
            case '{' -> pairs(depth);
            case '"' -> string();
            case '\\' -> character();
            case '#' -> dispatch(depth);
            case ')', ']', '}' -> throw wrong("unmatched '" + (char) ahead + "'");
            default -> atom(word());
        };
    }

    private Edn items(char close, int depth) throws IOException {
        take();
        List<Edn> items = new ArrayList<>();
        for (skipBlank(depth); ahead != close; skipBlank(depth)) {
            items.add(form(depth + 1));
        }
        take();
        return new Edn.Items(List.copyOf(items));
    }

    private Edn pairs(int depth) throws IOException {
        take();
        Map<Edn, Edn> pairs = new LinkedHashMap<>();
        for (skipBlank(depth); ahead != '}'; skipBlank(depth)) {
            Edn key = form(depth + 1);
            skipBlank(depth);
            if (ahead == '}') {
                throw wrong("a map has a key without a value: " + key);
            }
            if (pairs.put(key, form(depth + 1)) != null) {
                throw wrong("a map has a duplicate key: " + key);
            }
        }
        take();
        return new Edn.Pairs(pairs);
    }

    private Edn string() throws IOException {
        take();
        StringBuilder text = new StringBuilder();
        while (ahead != '"') {
            int c = take();
            if (c == END) {
                throw wrong("a string is not closed");
            }
            text.append(c == '\\' ? escaped() : (char) c);
        }
        take();
        return new Edn.Text(Payload.of(text.toString()));
    }

    private char escaped() throws IOException {
        int c = take();
        return switch (c) {
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\' -> (char) c;
            case 'u' -> unicode();
            default -> throw wrong("a string has an unknown escape sequence");
        };
    }

    private char unicode() throws IOException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw wrong("\\u is not followed by four hex digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Edn character() throws IOException {
        take();
        String first = ahead == END ? "" : String.valueOf((char) take());
        String name = first + (Character.isLetterOrDigit(ahead) ? word() : "");
        return new Edn.Text(
                switch (name) {
                    case "newline" -> "\n";
                    case "space" -> " ";
                    case "tab" -> "\t";
                    case "return" -> "\r";
                    default -> name;
                });
    }

    private Edn dispatch(int depth) throws IOException {
        take();
        if (ahead == '{') {
            take();
            return set(depth);
        }
        if (ahead == '#') {
            take();
            return new Edn.Symbol("##" + word());
        }
        String tag = word();
        Edn tagged = form(depth + 1);
        if (tag.equals(BYTES_TAG) || tag.equals(HASH_TAG)) {
            return latchkeyTag(tag, tagged);
        }
        return tagged;
    }

    private Edn set(int depth) throws IOException {
        List<Edn> items = new ArrayList<>();
        for (skipBlank(depth); ahead != '}'; skipBlank(depth)) {
            items.add(form(depth + 1));
        }
        take();
        return new Edn.Items(List.copyOf(items));
    }

    private Edn latchkeyTag(String tag, Edn tagged) throws IOException {
        if (!(tagged instanceof Edn.Text text)) {
            throw wrong("#" + tag + " is not followed by a string");
        }
        try {
            return new Edn.Text(
                    tag.equals(BYTES_TAG) ? Payload.ofBase64(text.payload()) : Payload.ofHash(text.payload()));
        } catch (IllegalArgumentException e) {
            throw wrong("#" + tag + ": " + e.getMessage());
        }
    }

    private static Edn atom(String word) {
        if (word.equals("nil")) {
            return Edn.NIL;
        }
        if (word.charAt(0) == ':') {
            return new Edn.Keyword(word.substring(1));
        }
        char digit = word.charAt(word.length() > 1 && (word.charAt(0) == '-' || word.charAt(0) == '+') ? 1 : 0);
        if (digit < '0' || digit > '9') {
            return new Edn.Symbol(word);
        }
        String unsigned = word.charAt(0) == '+' ? word.substring(1) : word;
        // Why: 3N and 4.0M are big numbers of the same value.
        boolean isBig = unsigned.endsWith("N") || unsigned.endsWith("M");
        return new Edn.Num(isBig ? unsigned.substring(0, unsigned.length() - 1) : unsigned);
    }

    private String word() throws IOException {
        StringBuilder word = new StringBuilder();
        while (ahead != END && !isBlank(ahead) && "()[]{}\";".indexOf(ahead) < 0) {
            word.append((char) take());
        }
        if (word.length() == 0) {
            throw wrong("expected a keyword, symbol or number");
        }
        return word.toString();
    }

    /** Skips whitespace, comments, and forms discarded by {@code #_}. */
    private void skipBlank(int depth) throws IOException {
        while (true) {
            if (ahead == ';') {
                while (ahead != '\n' && ahead != END) {
                    take();
                }
            } else if (isBlank(ahead)) {
                take();
            } else if (ahead == '#' && takeDiscard()) {
                form(depth + 1);
            } else {
                return;
            }
        }
    }

    /** Consumes {@code #_}, if that comes next. Returns whether it did. */
    private boolean takeDiscard() throws IOException {
        in.mark(1);
        if (in.read() != '_') {
            in.reset();
            return false;
        }
        ahead = in.read();
        return true;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\f' || c == BYTE_ORDER_MARK;
    }

    private int take() throws IOException {
        int taken = ahead;
        if (taken == '\n') {
            line++;
        }
        if (++formLength > FORM_LENGTH_MAX) {
            throw wrong("a form has more than " + FORM_LENGTH_MAX + " characters");
        }
        ahead = in.read();
        return taken;
    }

    private BadHistoryException wrong(String reason) {
        return new BadHistoryException(line, reason);
    }
}
