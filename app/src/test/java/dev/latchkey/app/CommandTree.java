package dev.latchkey.app;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.seams.SystemChance;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands of the command line, by their path: {@code user add}; the path of {@code latchkey} itself is empty. */
public final class CommandTree {

    private CommandTree() {}

    /** The commands, outer ones first. */
    public static Map<String, CommandLine> all() {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        ProcessContext surroundings = new ProcessContext(
                new Environment(Map.of()),
                InputStream.nullInputStream(),
                StandardOutput.to(OutputStream.nullOutputStream()),
                false,
                false,
                false,
                SystemChance.secure(),
                new CommandRun.NoLifetime());
        add("", LatchkeyCommand.commandLine(surroundings), all);
        return all;
    }

    private static void add(String path, CommandLine command, Map<String, CommandLine> all) {
        all.put(path, command);
        command.getSubcommands().forEach((name, subcommand) -> add((path + " " + name).strip(), subcommand, all));
    }

    /** The names of all options of a command, those that negate one included. */
    public static Set<String> options(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        Set<String> names = new TreeSet<>(spec.optionsMap().keySet());
        names.addAll(spec.negatedOptionsMap().keySet());
        return names;
    }
}
