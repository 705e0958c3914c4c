package dev.latchkey.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the user of an unknown command or option may have meant: a similar name, or another program's name for the same thing. */
final class Suggestions {

    /** Longer words are compared up to this length, because the time grows with the square. */
    private static final int LENGTH_MAX = 40;

    /** One edit is allowed per this many characters. */
    private static final int CHARACTERS_PER_EDIT = 3;

    /** The names that other stores use, and what they are called here. */
    private static final Map<String, String> ELSEWHERE = elsewhere();

    private Suggestions() {}

    private static Map<String, String> elsewhere() {
        Map<String, String> names = new LinkedHashMap<>();
        String put = "use put KEY VALUE VERSION";
        String delete = "use del KEY VERSION";
        String list = "use list [PREFIX]";
        String follow = "use follow [PREFIX]";
        names.put("set", put);
        names.put("cas", put);
        names.put("update", "use put KEY VALUE VERSION, put --any-version KEY VALUE, or edit KEY");
        names.put("setnx", "use put --if-absent KEY VALUE");
        names.put("create", "use put --if-absent KEY VALUE");
        names.put("delete", delete);
        names.put("rm", delete);
        names.put("remove", delete);
        names.put("unset", delete);
        names.put("keys", list);
        names.put("scan", list);
        names.put("ls", list);
        names.put("count", "use list --count [PREFIX]");
        names.put("dbsize", "use list --count");
        names.put("getv", "use get --json KEY, which prints the version too");
        names.put("exists", "use get --only-version KEY, which prints 0 if the key does not exist");
        names.put("watch", follow);
        names.put("subscribe", follow);
        names.put("psubscribe", follow);
        names.put("changes", follow);
        names.put("monitor", follow);
        names.put("incr", "read the key with get --json KEY, then write the new value with put KEY VALUE VERSION");
        names.put("decr", names.getOrDefault("incr", ""));
        names.put("stats", "use info");
        names.put("status", "use info");
        names.put("server", "use serve");
        names.put("start", "use serve");
        names.put("save", "use backup FILE");
        names.put("dump", "use backup FILE");
        names.put("unlock", "use lock --break NAME");
        names.put("campaign", "use elect NAME -- COMMAND");
        names.put("leader", "use elect --status NAME");
        return names;
    }

    /** The end of a sentence that says that {@code word} is not a command; empty if nothing is similar. */
    static String command(String word, Collection<String> commands) {
        String elsewhere = ELSEWHERE.get(word.toLowerCase(Locale.ROOT));
        if (elsewhere != null && commands.contains("put")) {
            return "; " + elsewhere;
        }
        return closest(word, commands).map(Suggestions::didYouMean).orElse("");
    }

    /** The end of a sentence that says that {@code word} is not an option; empty if nothing is similar. */
    static String option(String word, Collection<String> options) {
        Optional<String> similar = closest(word, options);
        if (similar.isEmpty() && options.contains("--server")) {
            // Why: the commands that connect to a server name it in one option, unlike other clients and "serve".
            return closest(word, List.of("--port", "--host"))
                    .map(other -> "; use --server HOST:PORT")
                    .orElse("");
        }
        return similar.map(Suggestions::didYouMean).orElse("");
    }

    private static String didYouMean(String name) {
        return "; did you mean " + name + "?";
    }

    private static Optional<String> closest(String word, Collection<String> names) {
        String given = word.toLowerCase(Locale.ROOT);
        if (given.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> distance(given, name) <= editsMax(given, name))
                .min(Comparator.comparingInt((String name) -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Dashes do not count: they are the same in every option. */
    private static int editsMax(String word, String name) {
        int letters =
                Math.min(word.replace("-", "").length(), name.replace("-", "").length());
        return Math.max(1, letters / CHARACTERS_PER_EDIT);
    }

    /** The number of insertions, deletions, replacements and swaps of neighbors that turn one word into the other. */
    static int distance(String one, String other) {
        int[][] edits = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, one, other, i, j);
            }
        }
        return edits[one.length()][other.length()];
    }

    private static int cheapest(int[][] edits, String one, String other, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int edited = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(edited, edits[i - 2][j - 2] + 1) : edited;
    }
}
