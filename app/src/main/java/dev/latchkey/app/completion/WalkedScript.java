package dev.latchkey.app.completion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of the scripts for bash and fish, which walk the words before the cursor: what a command has, and what completes the value
 * of an option or of a parameter.
 */
final class WalkedScript {

    /** A row of the second table. The key is the path of the command, and the name of the option or the number of the parameter. */
    record Value(String key, Candidates candidates) {}

    private final List<CommandModel> commands;

    WalkedScript(List<CommandModel> commands) {
        this.commands = commands;
    }

    List<CommandModel> commands() {
        return commands;
    }

    /** The names of all options. */
    static List<String> options(CommandModel command) {
        return command.options().stream()
                .flatMap(option -> option.names().stream())
                .toList();
    }

    /** The names of the options that are followed by a value. */
    static List<String> valued(CommandModel command) {
        return command.options().stream()
                .filter(OptionModel::takesValue)
                .flatMap(option -> option.names().stream())
                .toList();
    }

    /** The values for which a shell has candidates. */
    List<Value> values() {
        return commands.stream()
                .flatMap(command -> Stream.concat(ofOptions(command), ofParameters(command).stream()))
                .filter(value -> value.candidates().kind() != Candidates.Kind.TEXT)
                .toList();
    }

    private static Stream<Value> ofOptions(CommandModel command) {
        return command.options().stream().filter(OptionModel::takesValue).flatMap(option -> option.names().stream()
                .map(name -> new Value(command.path() + " " + name, option.value())));
    }

    private static List<Value> ofParameters(CommandModel command) {
        List<Value> values = new ArrayList<>();
        for (Candidates candidates : command.parameters()) {
            values.add(new Value(command.path() + " " + values.size(), candidates));
        }
        return values;
    }

    /** The last position of a parameter that may be repeated, or -1. */
    static int repeated(CommandModel command) {
        return command.isRepeated() ? command.parameters().size() - 1 : -1;
    }

    /** The keys of the values that have the same candidates, which share a row of the script. */
    List<List<Value>> groups() {
        return List.copyOf(values().stream()
                .collect(Collectors.groupingBy(Value::candidates, LinkedHashMap::new, Collectors.toUnmodifiableList()))
                .values());
    }
}
