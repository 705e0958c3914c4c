package dev.latchkey.app.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command as completion scripts see it.
 *
 * @param path the names from the first subcommand to this one, separated by spaces; empty for {@code latchkey} itself
 * @param description one sentence
 * @param parameters what may be given at each position; the last one may be repeated if {@code isRepeated}
 * @param commands the names of the subcommands
 */
record CommandModel(
        String path,
        String description,
        List<OptionModel> options,
        List<Candidates> parameters,
        boolean isRepeated,
        List<String> commands) {

    /** The command and everything below it, outer commands first. */
    static List<CommandModel> allOf(CommandLine command) {
        List<CommandModel> all = new ArrayList<>();
        add(command, "", List.copyOf(command.getSubcommands().keySet()), all);
        return all;
    }

    private static void add(CommandLine command, String path, List<String> names, List<CommandModel> all) {
        CommandSpec spec = command.getCommandSpec();
        List<String> commands = List.copyOf(command.getSubcommands().keySet());
        List<PositionalParamSpec> positional = spec.positionalParameters();
        all.add(new CommandModel(
                path,
                OptionModel.sentence(spec.usageMessage().description()),
                OptionModel.allOf(spec),
                spec.helpCommand()
                        ? List.of(Candidates.words(names))
                        : positional.stream().map(Candidates::of).toList(),
                !positional.isEmpty() && positional.get(positional.size() - 1).isMultiValue(),
                commands));
        command.getSubcommands()
                .forEach((name, subcommand) -> add(subcommand, (path + " " + name).strip(), names, all));
    }

    /** The path as part of the name of a function. */
    String function() {
        return path.isEmpty() ? "latchkey" : "latchkey_" + path.replace(' ', '_');
    }

    /** The description of one of the subcommands. */
    String description(String name, List<CommandModel> all) {
        String wanted = (path + " " + name).strip();
        return all.stream()
                .filter(model -> model.path.equals(wanted))
                .map(CommandModel::description)
                .findFirst()
                .orElseThrow();
    }
}
