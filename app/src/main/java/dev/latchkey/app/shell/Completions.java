package dev.latchkey.app.shell;

import dev.latchkey.app.shell.DocumentedCommand.Argument;
import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What may come next on a line: commands and keywords from the documentation of the server, and keys that exist. */
final class Completions {

    /** Looks up keys. */
    interface Keys {

        /** The first keys that begin with a prefix; none if the server does not reply soon. */
        List<String> startingWith(String prefix);
    }

    /** The keys that can be typed without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[^\\s\\p{C}\"'\\\\]+");

    /** A candidate and, for a command, what it does. */
    record Candidate(String text, String description) {}

    private final List<DocumentedCommand> commands;
    private final Keys keys;

    Completions(List<DocumentedCommand> commands, Keys keys) {
        this.commands = List.copyOf(commands);
        this.keys = keys;
    }

    /**
     * The candidates for a word.
     *
     * @param before the words before it
     * @param word its beginning
     */
    List<Candidate> of(List<String> before, String word) {
        if (before.isEmpty() || isHelp(before)) {
            return commands.stream()
                    .filter(command -> begins(command.name(), word))
                    .map(command -> new Candidate(spelled(command.name(), word), command.summary()))
                    .toList();
        }
        return command(before.get(0))
                .map(command -> arguments(command, before, word))
                .orElse(List.of());
    }

    private static boolean isHelp(List<String> before) {
        return before.size() == 1 && before.get(0).equalsIgnoreCase("help");
    }

    Optional<DocumentedCommand> command(String name) {
        return commands.stream()
                .filter(command -> command.name().equalsIgnoreCase(name))
                .findFirst();
    }

    List<DocumentedCommand> commands() {
        return commands;
    }

    private List<Candidate> arguments(DocumentedCommand command, List<String> before, String word) {
        Argument named = command.after(before.get(before.size() - 1));
        Argument argument = named != null ? named : command.positional(before.size() - 1);
        List<Candidate> candidates = new ArrayList<>();
        if (argument != null && argument.isKey()) {
            keys(word).forEach(key -> candidates.add(new Candidate(key, "")));
        }
        if (named == null && (argument == null || argument.isOptional())) {
            command.keywords().stream()
                    .filter(keyword -> begins(keyword, word))
                    .forEach(keyword -> candidates.add(new Candidate(spelled(keyword, word), "")));
        }
        return candidates;
    }

    private List<String> keys(String prefix) {
        return prefix.isEmpty() || PLAIN.matcher(prefix).matches()
                ? keys.startingWith(prefix).stream()
                        .filter(key -> PLAIN.matcher(key).matches())
                        .toList()
                : List.of();
    }

    private static boolean begins(String name, String word) {
        return name.regionMatches(true, 0, word, 0, word.length());
    }

    /** A name in the case of what was typed. */
    private static String spelled(String name, String word) {
        return !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** The keys in a reply to LIST. */
    static List<String> keysOf(@Nullable RespValue reply) {
        List<String> keys = new ArrayList<>();
        if (reply instanceof RespValue.Array page
                && page.items().size() == 3
                && page.items().get(2) instanceof RespValue.Array entries) {
            for (RespValue entry : entries.items()) {
                if (entry instanceof RespValue.Array fields
                        && !fields.items().isEmpty()
                        && fields.items().get(0) instanceof RespValue.Bulk key) {
                    keys.add(key.utf8());
                }
            }
        }
        return keys;
    }
}
