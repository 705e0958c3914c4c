package dev.latchkey.app.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The script for zsh, as a function for the standard completion system. Candidates have descriptions. */
final class ZshScript {

    private static final String HEAD = """
            #compdef latchkey
            # Completion of latchkey for zsh, printed by "latchkey completion zsh".

            """;

    /** Works as a file in a directory of $fpath, and if it is evaluated. */
    private static final String TAIL = """
            if [[ $funcstack[1] == _latchkey ]]; then
              _latchkey "$@"
            else
              compdef _latchkey latchkey
            fi
            """;

    private final List<CommandModel> all;

    private ZshScript(List<CommandModel> all) {
        this.all = all;
    }

    static String of(List<CommandModel> all) {
        ZshScript script = new ZshScript(all);
        return HEAD + all.stream().map(script::function).collect(Collectors.joining()) + TAIL;
    }

    private String function(CommandModel command) {
        StringBuilder text = new StringBuilder("_" + command.function() + "() {\n");
        if (command.commands().isEmpty()) {
            text.append("  _arguments -s -S").append(arguments(command, parameters(command)));
        } else {
            text.append("  local context state state_descr line ret=1\n  typeset -A opt_args\n");
            text.append("  _arguments -C")
                    .append(arguments(command, List.of("1:command:->command", "*::argument:->argument")));
            text.append(" && ret=0\n").append(subcommands(command)).append("  return ret");
        }
        return text.append("\n}\n\n").toString();
    }

    private static String arguments(CommandModel command, List<String> parameters) {
        List<String> specs = new ArrayList<>();
        command.options().forEach(option -> option.names().forEach(name -> specs.add(spec(option, name))));
        specs.addAll(parameters);
        return specs.stream().map(spec -> " \\\n    " + quoted(spec)).collect(Collectors.joining());
    }

    /** Why always repeatable: some options are, and a wrong repetition is refused with a clear message. */
    private static String spec(OptionModel option, String name) {
        boolean takesLongValue = option.takesValue() && name.startsWith("--");
        String spec = "*" + name + (takesLongValue ? "=" : "") + "[" + escaped(option.description()) + "]";
        return option.takesValue() ? spec + ":value:" + action(option.value()) : spec;
    }

    private static List<String> parameters(CommandModel command) {
        List<String> specs = new ArrayList<>();
        int last = command.parameters().size() - 1;
        for (int position = 0; position <= last; position++) {
            Candidates candidates = command.parameters().get(position);
            boolean takesRest = candidates.kind() == Candidates.Kind.PROGRAM;
            String place = takesRest ? "*::" : position == last && command.isRepeated() ? "*:" : (position + 1) + ":";
            specs.add(place + "argument:" + action(candidates));
        }
        return specs;
    }

    private static String action(Candidates candidates) {
        return switch (candidates.kind()) {
            case TEXT -> " ";
            case FILE -> "_files";
            case DIRECTORY -> "_files -/";
            case PROGRAM -> "_normal";
            case WORDS -> "(" + String.join(" ", candidates.words()) + ")";
        };
    }

    private String subcommands(CommandModel command) {
        StringBuilder text = new StringBuilder("  case $state in\n    command)\n      local -a commands=(");
        for (String name : command.commands()) {
            text.append("\n        ").append(quoted(name + ":" + escaped(command.description(name, all))));
        }
        text.append(
                "\n      )\n      _describe command commands && ret=0\n      ;;\n    argument)\n      case $words[1] in\n");
        for (String name : command.commands()) {
            text.append("        ")
                    .append(name)
                    .append(") _")
                    .append(command.function())
                    .append('_')
                    .append(name);
            text.append(" && ret=0 ;;\n");
        }
        return text.append("      esac\n      ;;\n  esac\n").toString();
    }

    private static String escaped(String description) {
        return description
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
