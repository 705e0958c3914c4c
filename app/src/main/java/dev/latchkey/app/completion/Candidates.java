package dev.latchkey.app.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What a shell offers for the value of an option or a parameter.
 *
 * @param kind where the candidates come from
 * @param words the candidates of the kind WORDS
 */
record Candidates(Kind kind, List<String> words) {

    /** A source of candidates. */
    enum Kind {
        /** Any text, for which a shell offers nothing. */
        TEXT,
        FILE,
        DIRECTORY,
        /** A program, followed by its arguments. */
        PROGRAM,
        WORDS
    }

    private static final Pattern ALTERNATIVES = Pattern.compile("[a-z0-9-]+(\\|[a-z0-9-]+)+");

    /** Reads them from the model: from its candidates, or from its label, such as FILE or {@code text|json}. */
    static Candidates of(ArgSpec argument) {
        Iterable<String> given = argument.completionCandidates();
        if (given != null && given.iterator().hasNext()) {
            return words(given);
        }
        String label = argument.paramLabel();
        if (ALTERNATIVES.matcher(label).matches()) {
            return words(List.of(label.split("\\|")));
        }
        return switch (label) {
            case "FILE", "OUT" -> new Candidates(Kind.FILE, List.of());
            case "DIR" -> new Candidates(Kind.DIRECTORY, List.of());
            default -> new Candidates(argument.parameterConsumer() == null ? Kind.TEXT : Kind.PROGRAM, List.of());
        };
    }

    static Candidates words(Iterable<String> words) {
        List<String> all = new ArrayList<>();
        words.forEach(all::add);
        return new Candidates(Kind.WORDS, List.copyOf(all));
    }

    /** The kind as a word of the scripts. */
    String word() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
