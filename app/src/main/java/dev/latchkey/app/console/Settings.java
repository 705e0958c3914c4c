package dev.latchkey.app.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one invocation. Each is looked up by the same rule: the flag if given, else the environment variable, else
 * the default. The source of each setting is recorded for {@code --print-config}.
 */
public final class Settings {

    /** One line of {@code --print-config}. */
    record Row(String name, String value, String source) {}

    private static final String NONE = "none";

    private final Environment environment;
    private final List<Row> rows = new ArrayList<>();

    public Settings(Environment environment) {
        this.environment = environment;
    }

    /**
     * Returns the value of a setting.
     *
     * @param given the value of the flag; null if the flag was not given
     * @param defaultText the value if neither flag nor variable is set
     * @param format parses the text, or throws an IllegalArgumentException that says what is expected
     */
    public <T> T find(String flag, @Nullable String given, String defaultText, Function<String, T> format) {
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
            text = defaultText;
        }
        T value = read(given != null ? flag : variable, text, format);
        show(flag.substring("--".length()), text, source);
        return value;
    }

    /** Returns the value of a setting that has no default; empty if neither flag nor variable is set, which is shown as none. */
    public Optional<String> find(String flag, @Nullable String given) {
        String text = find(flag, given, NONE, Function.identity());
        return isChosen(flag) ? Optional.of(text) : Optional.empty();
    }

    /** Returns the value of a boolean setting, which is false by default. */
    public boolean find(String flag, @Nullable Boolean given) {
        return find(flag, given == null ? null : given.toString(), "false", Formats::yesOrNo);
    }

    /**
     * Parses a text.
     *
     * @param origin the flag, environment variable or argument that the text was given as
     */
    public static <T> T read(String origin, String text, Function<String, T> format) {
        try {
            return format.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("invalid " + origin + " '" + text + "': " + e.getMessage(), e);
        }
    }

    public void show(String name, String value, String source) {
        rows.add(new Row(name, value, source));
    }

    /** Replaces the value that is shown for a setting, and adds the reason to its source. */
    public void replace(String flag, String value, String reason) {
        String name = flag.substring("--".length());
        rows.replaceAll(row -> row.name().equals(name) ? new Row(name, value, row.source() + ", " + reason) : row);
    }

    /** Whether the setting was given as a flag or an environment variable. */
    public boolean isChosen(String flag) {
        return rows.stream()
                .anyMatch(row -> row.name().equals(flag.substring("--".length()))
                        && !row.source().startsWith("default"));
    }

    /** One line per setting: name, value and source, in columns. */
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
