package dev.latchkey.app.console;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Arguments and environment variables as the JVM decoded them from bytes. It decodes them in the encoding of the locale and
 * replaces bytes that are invalid there, so that different passwords may become the same text. UTF-8 preserves every valid
 * text; with any other encoding, only ASCII is trusted here.
 */
public final class DecodedText {

    /** The character that Java substitutes for bytes that it cannot decode. */
    private static final String REPLACEMENT = "\uFFFD";

    private static final String NOT_ASCII = "[^\\x00-\\x7F]";

    private final boolean utf8;

    DecodedText(String argumentsEncoding, Charset variablesEncoding) {
        this.utf8 = isUtf8(argumentsEncoding) && variablesEncoding.equals(StandardCharsets.UTF_8);
    }

    /** The text of this process. Until JDK 17, environment variables are decoded in the default charset. */
    public static DecodedText ofProcess() {
        return new DecodedText(String.valueOf(System.getProperty("sun.jnu.encoding")), Charset.defaultCharset());
    }

    private static boolean isUtf8(String encoding) {
        return encoding.equalsIgnoreCase("UTF-8") || encoding.equalsIgnoreCase("UTF8");
    }

    /** The text; characters that may not stand for the bytes that were given are replaced, so that {@link #isExact} fails. */
    String checked(String text) {
        return utf8 ? text : text.replaceAll(NOT_ASCII, REPLACEMENT);
    }

    public String[] checked(String[] arguments) {
        String[] checked = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            checked[i] = checked(arguments[i]);
        }
        return checked;
    }

    public Map<String, String> checked(Map<String, String> variables) {
        return variables.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> checked(entry.getValue())));
    }

    /** Whether no byte of the text was lost. */
    public static boolean isExact(String text) {
        return !text.contains(REPLACEMENT);
    }
}
