package dev.latchkey.app.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The environment variables of the process. The flag {@code --max-memory}, for example, has {@code LATCHKEY_MAX_MEMORY}. */
public final class Environment {

    public static final String PASSWORD = "LATCHKEY_PASSWORD";

    /** The commit of the build, for reports; the launcher sets it in a checkout. */
    public static final String COMMIT = "LATCHKEY_COMMIT";

    /** The ids of the locks under which a program runs; {@code latchkey lock} sets it, and recognizes its processes by it. */
    public static final String HELD_LOCKS = "LATCHKEY_HELD_LOCKS";

    /** The value of {@code LC_ALL} before the launcher replaced it; empty if it was not set. */
    private static final String LC_ALL = "LATCHKEY_LC_ALL";

    private static final String PREFIX = "LATCHKEY_";

    /** Variables without a flag: the password, those of the launcher, and those that {@code latchkey lock} sets. */
    private static final Set<String> WITHOUT_FLAG =
            Set.of(PASSWORD, COMMIT, Environment.LC_ALL, "LATCHKEY_JAVA_OPTS", "LATCHKEY_TOKEN", HELD_LOCKS);

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public static String variableOf(String flag) {
        return PREFIX + flag.substring("--".length()).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * The value of a variable; null if it is not set.
     *
     * @throws UsageException if its bytes were lost because they are invalid in the encoding of the locale
     */
    @Nullable
    public String get(String variable) {
        String value = variables.get(variable);
        if (value != null && !DecodedText.isExact(value)) {
            throw new UsageException(variable + " is not valid text in this locale: set LC_ALL=C.UTF-8, or use a file");
        }
        return value;
    }

    /** Restores, in the variables of a child process, the locale that the launcher replaced. */
    public static void restoreLocale(Map<String, String> child) {
        String before = child.remove(LC_ALL);
        if (before == null) {
            return;
        }
        if (before.isEmpty()) {
            child.remove("LC_ALL");
        } else {
            child.put("LC_ALL", before);
        }
    }

    /**
     * Returns the unknown variables with our prefix, sorted: most likely one is misspelled. The variables that Kubernetes sets
     * in every container for a service named latchkey are left out.
     *
     * @param flags the flags that have a variable, called only if some variable has our prefix
     */
    public Set<String> unknown(Supplier<Set<String>> flags) {
        Set<String> candidates = variables.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !WITHOUT_FLAG.contains(name))
                .filter(name -> !name.startsWith("LATCHKEY_SERVICE_") && !name.startsWith("LATCHKEY_PORT_"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!candidates.isEmpty()) {
            flags.get().stream().map(Environment::variableOf).forEach(candidates::remove);
        }
        return candidates;
    }

    /** Every flag of every subcommand of {@code all} that has an environment variable; its help names the variable. */
    public static Set<String> flags(CommandLine all) {
        return all.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> String.join(" ", option.description()).contains(variableOf(option.longestName())))
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
