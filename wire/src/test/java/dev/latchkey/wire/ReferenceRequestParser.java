package dev.latchkey.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An independent reference implementation of {@link RequestParser}, written for readability: it parses a complete stream, works
 * on strings, and keeps no state between frames. ISO-8859-1 maps each byte to a character.
 */
final class ReferenceRequestParser {

    private static final Pattern UNFINISHED_COUNT = Pattern.compile("-?[0-9]{0,31}\r?");
    private static final Pattern COUNT = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    private final Limits.Frames limits;
    private final List<Parsed> found = new ArrayList<>();
    private String rest;

    private ReferenceRequestParser(Limits.Frames limits, byte[] all) {
        this.limits = limits;
        this.rest = new String(all, StandardCharsets.ISO_8859_1);
    }

    /** Parses {@code all}, up to the first result that ends the connection. */
    static List<Parsed> parse(Limits.Frames limits, byte[] all) {
        ReferenceRequestParser parser = new ReferenceRequestParser(limits, all);
        try {
            parser.parseAll();
        } catch (Ended ended) {
            parser.found.add(ended.outcome);
        } catch (Unfinished unfinished) {
            // The last request is incomplete, so it has no result.
        }
        return parser.found;
    }

    private void parseAll() throws Ended, Unfinished {
        if (rest.startsWith("\u0016")) {
            throw new Ended(new Parsed.OtherProtocol("TLS"));
        }
        while (!rest.isEmpty()) {
            List<byte[]> request = rest.startsWith("*") ? array() : inline();
            if (!request.isEmpty()) {
                found.add(new Parsed.Request(request.toArray(byte[][]::new)));
            }
        }
    }

    private List<byte[]> array() throws Ended, Unfinished {
        String wrong = "invalid multibulk length: a request has 1 to " + limits.argumentsMax() + " arguments";
        long count = count().orElseThrow(() -> violation(wrong));
        if (count > limits.argumentsMax()) {
            throw violation(wrong);
        }
        List<byte[]> arguments = new ArrayList<>();
        long bytesLeft = limits.requestBytesMax();
        while (arguments.size() < count) {
            byte[] bulk = bulk(bytesLeft);
            bytesLeft -= bulk.length;
            arguments.add(bulk);
        }
        return arguments;
    }

    private byte[] bulk(long bytesLeft) throws Ended, Unfinished {
        need(1);
        if (!rest.startsWith("$")) {
            char c = rest.charAt(0);
            String shown = c >= 32 && c <= 126
                    ? "" + c
                    : "\\x" + Integer.toHexString(c + 256).substring(1);
            throw violation("expected '$', got '" + shown + "'");
        }
        String wrong = "invalid bulk length: an argument has 0 to " + limits.bulkBytesMax() + " bytes";
        long length = count().orElseThrow(() -> violation(wrong));
        if (length < 0 || length > limits.bulkBytesMax()) {
            throw violation(wrong);
        }
        if (length > bytesLeft) {
            throw violation("request exceeds " + limits.requestBytesMax() + " bytes");
        }
        need((int) length + 2);
        byte[] bulk = bytes(take((int) length));
        if (!take(2).equals("\r\n")) {
            throw violation("no CRLF after a bulk string of " + length + " bytes");
        }
        return bulk;
    }

    /** Reads a type, a number in canonical form and CRLF; empty if the input is anything else. */
    private Optional<Long> count() throws Unfinished {
        if (UNFINISHED_COUNT.matcher(rest.substring(1)).matches()) {
            throw new Unfinished();
        }
        int end = rest.indexOf("\r\n");
        String number = end < 0 ? "" : rest.substring(1, end);
        if (!COUNT.matcher(number).matches()) {
            return Optional.empty();
        }
        take(end + 2);
        try {
            boolean negative = number.startsWith("-");
            long magnitude = Long.parseLong(negative ? number.substring(1) : number);
            return Optional.of(negative ? -magnitude : magnitude);
        } catch (NumberFormatException exceeds63Bits) {
            return Optional.empty();
        }
    }

    private List<byte[]> inline() throws Ended, Unfinished {
        int end = rest.indexOf('\n');
        if ((end < 0 ? rest.length() : end) > limits.inlineBytesMax()) {
            throw violation("too big inline request: a line has at most " + limits.inlineBytesMax() + " bytes");
        }
        if (end < 0) {
            throw new Unfinished();
        }
        String line = take(end + 1).replaceFirst("\r?\n\\z", "");
        refuseHttp(line);
        return new Line(line).words(limits.argumentsMax());
    }

    private static void refuseHttp(String line) throws Ended {
        String[] words = line.replaceAll("^[ \t-\r]+|[ \t-\r]+$", "").split("[ \t-\r]+", -1);
        String first = words[0].toLowerCase(Locale.ROOT);
        if (first.equals("post") || first.endsWith(":") || words[words.length - 1].startsWith("HTTP/")) {
            throw new Ended(new Parsed.OtherProtocol("HTTP"));
        }
    }

    /** Splits a line into words by the rules of Redis. */
    private static final class Line {
        private final String line;
        private int at;

        Line(String line) {
            this.line = line;
        }

        List<byte[]> words(int wordsMax) throws Ended {
            List<byte[]> words = new ArrayList<>();
            while (true) {
                while (at < line.length() && blank()) {
                    at++;
                }
                if (at == line.length()) {
                    return words;
                }
                if (words.size() == wordsMax) {
                    throw violation("too many arguments: a request has 1 to " + wordsMax + " arguments");
                }
                words.add(word());
            }
        }

        private byte[] word() throws Ended {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            while (at < line.length() && !blank()) {
                char c = line.charAt(at++);
                if (c == '"' || c == '\'') {
                    quoted(c, word);
                    break;
                }
                word.write(c);
            }
            return word.toByteArray();
        }

        private void quoted(char quote, ByteArrayOutputStream word) throws Ended {
            while (at < line.length() && line.charAt(at) != quote) {
                String escape = line.substring(at);
                if (quote == '\'') {
                    boolean escaped = escape.startsWith("\\'");
                    word.write(escaped ? '\'' : escape.charAt(0));
                    at += escaped ? 2 : 1;
                } else if (escape.matches("(?s)\\\\x[0-9a-fA-F]{2}.*")) {
                    word.write(Integer.parseInt(escape.substring(2, 4), 16));
                    at += 4;
                } else if (escape.length() >= 2 && escape.charAt(0) == '\\') {
                    int known = "nrtba".indexOf(escape.charAt(1));
                    word.write(known < 0 ? escape.charAt(1) : "\n\r\t\b\u0007".charAt(known));
                    at += 2;
                } else {
                    word.write(escape.charAt(0));
                    at++;
                }
            }
            boolean closed = at++ < line.length();
            if (!closed || (at < line.length() && !blank())) {
                throw violation("unbalanced quotes in request");
            }
        }

        private boolean blank() {
            return " \t\n\u000b\f\r".indexOf(line.charAt(at)) >= 0;
        }
    }

    private void need(int bytes) throws Unfinished {
        if (rest.length() < bytes) {
            throw new Unfinished();
        }
    }

    private String take(int bytes) {
        String taken = rest.substring(0, bytes);
        rest = rest.substring(bytes);
        return taken;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Ended violation(String sentence) {
        return new Ended(new Parsed.Violation(sentence));
    }

    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Parsed outcome;

        Ended(Parsed outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    private static final class Unfinished extends Exception {
        private static final long serialVersionUID = 1;

        Unfinished() {
            super(null, null, false, false);
        }
    }
}
