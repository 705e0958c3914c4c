package dev.latchkey.app.completion;

import java.util.List;
import java.util.stream.Collectors;

/** The script for fish, version 3.0 or newer. Candidates have descriptions. */
final class FishScript {

    private static final String HEAD = """
            # Completion of latchkey for fish, printed by "latchkey completion fish".

            # Sets what the command in the variable path has. Each candidate is a line: a name, a tab and its description.
            function __latchkey_command --no-scope-shadowing
                switch "$path"
            """;

    private static final String MIDDLE = """
                end
            end

            # Sets what completes the argument, which is an option of a command, or the number of a parameter.
            function __latchkey_value --no-scope-shadowing
                set kind text
                set words
                switch "$argv[1]"
            """;

    private static final String TAIL = """
                end
            end

            # Prints the candidates for the word at the cursor.
            function __latchkey_complete
                set -l tokens (commandline -opc)
                set -l word (commandline -ct)
                set -l path ''
                set -l option ''
                set -l literal ''
                set -l program ''
                set -l position 0
                set -l kind text
                set -l words
                set -l options
                set -l valued
                set -l commands
                set -l names
                set -l repeated -1
                __latchkey_command
                for name in $tokens[2..-1]
                    if test -n "$option"
                        set option ''
                    else if test -z "$literal" -a "$name" = '--'
                        set literal yes
                    else if test -z "$literal"; and string match -q -- '-*' $name
                        if contains -- $name $valued
                            set option $name
                        end
                    else if test $position -eq 0; and contains -- $name $names
                        set path (string trim -- "$path $name")
                        __latchkey_command
                    else
                        __latchkey_value "$path $position"
                        if test $kind = program
                            set program yes
                            break
                        end
                        if test $position -ne $repeated
                            set position (math $position + 1)
                        end
                    end
                end
                if test -n "$program"
                    set kind file
                else if test -n "$option"
                    __latchkey_value "$path $option"
                else if test -z "$literal"; and string match -q -- '-*' $word
                    set kind words
                    set words $options
                else if test -n "$names"
                    set kind words
                    set words $commands
                else
                    __latchkey_value "$path $position"
                end
                switch $kind
                    case words
                        printf '%s\\n' $words
                    case program
                        __fish_complete_command
                    case file
                        __fish_complete_path $word
                    case directory
                        __fish_complete_directories $word
                end
            end

            complete -c latchkey -f -a '(__latchkey_complete)'
            """;

    private FishScript() {}

    static String of(WalkedScript script) {
        StringBuilder text = new StringBuilder(HEAD);
        for (CommandModel command : script.commands()) {
            text.append("        case '").append(command.path()).append("'\n");
            String described = command.commands().stream()
                    .map(name -> described(name, command.description(name, script.commands())))
                    .collect(Collectors.joining());
            set(text, "commands", described);
            set(text, "names", words(command.commands()));
            String options = command.options().stream()
                    .flatMap(option -> option.names().stream().map(name -> described(name, option.description())))
                    .collect(Collectors.joining());
            set(text, "options", options);
            set(text, "valued", words(WalkedScript.valued(command)));
            set(text, "repeated", " " + WalkedScript.repeated(command));
        }
        text.append(MIDDLE);
        script.groups().forEach(group -> text.append(row(group)));
        return text.append(TAIL).toString();
    }

    private static void set(StringBuilder text, String variable, String value) {
        text.append("            set ").append(variable).append(value).append('\n');
    }

    private static String words(List<String> words) {
        return words.stream().map(word -> " " + word).collect(Collectors.joining());
    }

    /** A word in quotes with its description; fish interprets a tab outside the quotes. */
    private static String described(String name, String description) {
        return " '" + name + "'\\t" + quoted(description);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String row(List<WalkedScript.Value> group) {
        Candidates candidates = group.get(0).candidates();
        String keys = group.stream().map(value -> " '" + value.key() + "'").collect(Collectors.joining());
        return "        case" + keys + "\n            set kind " + candidates.word() + "\n            set words"
                + words(candidates.words()) + "\n";
    }
}
