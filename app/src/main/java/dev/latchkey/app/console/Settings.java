package dev.latchkey.app.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one run, each found by the same rule: the flag if it was given, else the environment variable, else the
 * default. Remembers where each came from.
 */
public final class Settings {

    /** What {@code --print-config} shows of one setting. */
    record Row(String name, String value, String source) {}

    private final Environment environment;
    private final List<Row> rows = new ArrayList<>();

    public Settings(Environment environment) {
        this.environment = environment;
    }

    /**
     * The value of a setting.
     *
     * @param given what the flag says; null if it was not given
     * @param format reads a text, or says by an IllegalArgumentException what it should be
     */
    public <T> T find(String flag, @Nullable String given, String otherwise, Function<String, T> format) {
        String variable = Environment.variableOf(flag);
        String set = environment.get(variable);
        String source;
        String text;
        if (given != null) {
            source = "flag " + flag;
            text = given;
        } else if (set != null) {
            source = "environment " + variable;
            text = set;
        } else {
            source = "default";
            text = otherwise;
        }
        T value = read(given != null ? flag : variable, text, format);
        show(flag.substring("--".length()), text, source);
        return value;
    }

    /** The value of a switch, which is off by default. */
    public boolean find(String flag, @Nullable Boolean given) {
        return find(flag, given == null ? null : given.toString(), "false", Formats::yesOrNo);
    }

    /**
     * Reads a text that was given.
     *
     * @param origin what it was given as: a flag, a variable, the name of an argument
     */
    public static <T> T read(String origin, String text, Function<String, T> format) {
        try {
            return format.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(origin + " is '" + text + "': " + e.getMessage(), e);
        }
    }

    public void show(String name, String value, String source) {
        rows.add(new Row(name, value, source));
    }

    /** Takes note that a setting has another value than was found, and why. */
    public void lower(String flag, String value, String reason) {
        String name = flag.substring("--".length());
        rows.replaceAll(row -> row.name().equals(name) ? new Row(name, value, row.source() + ", " + reason) : row);
    }

    /** Whether the setting was found anywhere but in its default. */
    public boolean isChosen(String flag) {
        return rows.stream()
                .anyMatch(row -> row.name().equals(flag.substring("--".length()))
                        && !row.source().startsWith("default"));
    }

    /** One line for each setting: name, value and source, in columns. */
    public String table() {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(1);
        int values = rows.stream().mapToInt(row -> row.value().length()).max().orElse(1);
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append(padded(row.name(), names))
                .append("  ")
                .append(padded(row.value(), values))
                .append("  ")
                .append(row.source())
                .append('\n'));
        return table.toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
