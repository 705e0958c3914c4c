package dev.latchkey.check.format;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The format that the beginning of a file suggests.
 *
 * @param because what the beginning of the file is, a clause
 * @param others why it is no other format, a clause
 */
record FormatGuess(FileFormat format, String because, String others) {

    /** How much of a file is looked at. */
    static final int BYTES_MAX = 64 * 1024;

    private static final String JEPSEN_MAGIC = "JEPSEN";
    private static final int SHOWN_LENGTH_MAX = 20;

    /** How many lines may precede the first event of a log whose first line begins like EDN, with the date in brackets. */
    private static final int LINES_MAX = 100;

    private static final String NOT_JSON = "it is not jsonl, jepsen-json or etcd, which begin with '{\"' or '[{\"'";
    private static final String NOT_EDN = "it is not jepsen-edn or porcupine, which begin with '{:', '[' or '('";

    /**
     * @param beginning the first {@link #BYTES_MAX} bytes, or the whole file
     * @throws BadHistoryException if the file cannot have any known format
     */
    static FormatGuess of(byte[] beginning) throws BadHistoryException {
        if (beginning.length == 0) {
            throw new BadHistoryException("the file is empty");
        }
        String text = new String(beginning, StandardCharsets.UTF_8);
        if (text.startsWith(JEPSEN_MAGIC)) {
            throw new BadHistoryException(
                    "a test.jepsen file, which is binary and is not supported; use the history.edn or"
                            + " history.txt in the same folder");
        }
        int at = content(text, 0);
        char first = charAt(text, at);
        int inside = content(text, at + 1);
        if (first == '{') {
            return charAt(text, inside) == '"' ? ofObject(text) : edn("it begins with '{'");
        }
        if (text.lines().limit(LINES_MAX).anyMatch(JepsenLog::isEvent)) {
            return log(text, at);
        }
        if (first == '[' || first == '(') {
            boolean isJson = charAt(text, inside) == '{' && charAt(text, content(text, inside + 1)) == '"';
            return isJson
                    ? new FormatGuess(FileFormat.JEPSEN_JSON, "it begins with '[{\"'", NOT_EDN)
                    : edn("it begins with '" + first + "'");
        }
        if (first == '#') {
            return edn("it begins with '#'");
        }
        if (text.indexOf('\0') >= 0) {
            throw new BadHistoryException("not a history: the file contains binary data");
        }
        return log(text, at);
    }

    private static FormatGuess ofObject(String text) {
        String because = "it begins with '{\"'";
        String firstLine =
                text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        if (hasField(firstLine, "format")) {
            return new FormatGuess(FileFormat.JSON_LINES, because, NOT_EDN);
        }
        if (hasField(text, "Input") && hasField(text, "ClientId")) {
            return new FormatGuess(FileFormat.ETCD, because, NOT_EDN);
        }
        if (hasField(text, "process") && hasField(text, "type")) {
            return new FormatGuess(FileFormat.JEPSEN_JSON, because, NOT_EDN);
        }
        return new FormatGuess(
                FileFormat.JSON_LINES,
                because,
                "it is not jepsen-json, whose objects have \"process\" and \"type\"; it is not etcd, whose objects have"
                        + " \"ClientId\" and \"Input\"; " + NOT_EDN);
    }

    private static boolean hasField(String text, String name) {
        return Pattern.compile("\":?" + name + "\"\\s*:").matcher(text).find();
    }

    private static FormatGuess edn(String because) {
        return new FormatGuess(FileFormat.JEPSEN_EDN, because, NOT_JSON);
    }

    private static FormatGuess log(String text, int at) {
        String shown = text.substring(Math.min(at, text.length()), Math.min(at + SHOWN_LENGTH_MAX, text.length()))
                .lines()
                .findFirst()
                .orElse("");
        return new FormatGuess(FileFormat.JEPSEN_LOG, "it begins with '" + shown + "'", NOT_JSON + "; " + NOT_EDN);
    }

    /** Returns why the file is not a history, as one sentence. */
    String explained(String reason) {
        return "not a history: taken for " + format.written() + ", because " + because + ", but " + reason + "; "
                + others;
    }

    private static char charAt(String text, int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    /** Returns the index of the first character that is not whitespace or part of an EDN comment. */
    private static int content(String text, int from) {
        int at = from;
        boolean inComment = false;
        while (at < text.length()
                && (inComment || text.charAt(at) == ';' || " \t\r\n,\ufeff".indexOf(text.charAt(at)) >= 0)) {
            inComment = text.charAt(at) == ';' || (inComment && text.charAt(at) != '\n');
            at++;
        }
        return at;
    }
}
