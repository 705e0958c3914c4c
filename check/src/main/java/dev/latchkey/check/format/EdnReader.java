package dev.latchkey.check.format;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN one form at a time. A form has at most {@link #FORM_LENGTH_MAX} characters and {@link #DEPTH_MAX} levels. A list of
 * events, which may be longer, is opened with {@link #takeListStart} and then read form by form.
 */
final class EdnReader {

    static final int DEPTH_MAX = 64;
    static final int FORM_LENGTH_MAX = HistoryFormat.LINE_BYTES_MAX;

    private static final int END = -1;
    private static final Pattern UNICODE_CHARACTER = Pattern.compile("u[0-9a-fA-F]{4}");
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String BYTES_TAG = "latchkey/bytes";
    private static final String HASH_TAG = "latchkey/hash";

    private final Reader in;
    private long line;
    private long formLength;
    private int ahead;
    private boolean formTorn;
    private boolean listTorn;

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
        try {
            skipBlank(0);
        } catch (TornException e) {
            throw new BadHistoryException(line, "the input ends in the middle of a form");
        }
        if (ahead != '[' && ahead != '(') {
            return false;
        }
        take();
        return true;
    }

    /**
     * Returns the next form; null at the end of the input, or of the list if {@code inList}. Consumes the closing bracket of that
     * list. A form that is torn by the end of the input is not returned.
     */
    @Nullable
    Edn next(boolean inList) throws IOException {
        formLength = 0;
        formTorn = false;
        long firstLine = line;
        try {
            skipBlank(0);
            if (ahead == END) {
                listTorn = inList;
                return null;
            }
            if (inList && (ahead == ']' || ahead == ')')) {
                take();
                return null;
            }
            firstLine = line;
            return form(0);
        } catch (TornException e) {
            // Why an error if it has several lines: a bracket that is not closed in the middle of a file must not hide
            // the rest.
            if (line != firstLine) {
                throw new BadHistoryException(firstLine, "the form that starts in this line is not closed");
            }
            formTorn = true;
            return null;
        }
    }

    /** Returns whether the last line of the input ends in the middle of a form. */
    boolean isFormTorn() {
        return formTorn;
    }

    /** Returns whether the input ended before the list did. */
    boolean isListTorn() {
        return listTorn;
    }

    /** Returns the rest of the input. */
    String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        while (ahead != END) {
            rest.append((char) take());
        }
        return rest.toString();
    }

    /** The input ends in the middle of a form. */
    private static final class TornException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private Edn form(int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw wrong("nested deeper than " + DEPTH_MAX + " levels");
        }
        skipBlank(depth);
        return switch (ahead) {
            case END -> throw new TornException();
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
        Map<Edn, Edn> pairs = new HashMap<>();
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

    /** Reads a character, as a symbol with the name {@code \\x}; the names of characters are replaced by these. */
    private Edn character() throws IOException {
        take();
        String name = String.valueOf((char) take()) + (isWordPart(ahead) ? word() : "");
        return new Edn.Symbol("\\"
                + switch (name) {
                    case "newline" -> "\n";
                    case "space" -> " ";
                    case "tab" -> "\t";
                    case "return" -> "\r";
                    case "formfeed" -> "\f";
                    case "backspace" -> "\b";
                    default ->
                        UNICODE_CHARACTER.matcher(name).matches()
                                ? String.valueOf((char) Integer.parseInt(name.substring(1), 16))
                                : name;
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
        return new Edn.Tagged(tag, tagged);
    }

    private Edn set(int depth) throws IOException {
        List<Edn> items = new ArrayList<>();
        for (skipBlank(depth); ahead != '}'; skipBlank(depth)) {
            items.add(form(depth + 1));
        }
        take();
        return new Edn.Elements(List.copyOf(items));
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
        Edn.Num number = EdnNumber.of(word);
        return number == null ? new Edn.Symbol(word) : number;
    }

    private String word() throws IOException {
        StringBuilder word = new StringBuilder();
        while (isWordPart(ahead)) {
            word.append((char) take());
        }
        if (word.length() == 0 && ahead == END) {
            throw new TornException();
        }
        if (word.length() == 0) {
            throw wrong("expected a keyword, symbol or number");
        }
        return word.toString();
    }

    private static boolean isWordPart(int c) {
        return c != END && !isBlank(c) && "()[]{}\";".indexOf(c) < 0;
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

    /** Returns the next character, which must exist. */
    private int take() throws IOException {
        int taken = ahead;
        if (taken == END) {
            throw new TornException();
        }
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
