package dev.latchkey.app.completion;

import java.util.List;
import java.util.stream.Collectors;

/** The script for bash, version 3.2 or newer. It needs no other package. */
final class BashScript {

    private static final String HEAD = """
            # Completion of latchkey for bash, printed by "latchkey completion bash".

            # What the command $path has.
            _latchkey_command() {
              case $path in
            """;

    private static final String MIDDLE = """
              esac
            }

            # What completes $1, which is an option of a command, or the number of a parameter.
            _latchkey_value() {
              kind=text words=
              case $1 in
            """;

    private static final String TAIL = """
              esac
            }

            # Adds the lines of standard input to the completions.
            _latchkey_add() {
              local line
              while IFS= read -r line; do
                COMPREPLY+=("$line")
              done
            }

            _latchkey() {
              local word=${COMP_WORDS[COMP_CWORD]} path= option= literal= program= position=0 index=1
              local name kind=text words= options valued commands repeated
              COMPREPLY=()
              _latchkey_command
              while ((index < COMP_CWORD)); do
                name=${COMP_WORDS[index]}
                ((index += 1))
                if [[ -z $literal && $name == -- ]]; then
                  literal=1
                elif [[ -z $literal && $name == -* ]]; then
                  if [[ " $valued " == *" $name "* ]]; then
                    # bash splits --option=value into three words.
                    [[ ${COMP_WORDS[index]} != = ]] || ((index += 1))
                    ((index < COMP_CWORD)) || option=$name
                    ((index += 1))
                  fi
                elif ((position == 0)) && [[ " $commands " == *" $name "* ]]; then
                  path=${path:+$path }$name
                  _latchkey_command
                else
                  _latchkey_value "$path $position"
                  if [[ $kind == program ]]; then
                    program=1
                    break
                  fi
                  ((position == repeated)) || ((position += 1))
                fi
              done
              [[ $word != = ]] || word=
              if [[ -n $program ]]; then
                kind=file
              elif [[ -n $option ]]; then
                _latchkey_value "$path $option"
              elif [[ -z $literal && $word == -* ]]; then
                kind=words words=$options
              elif [[ -n $commands ]]; then
                kind=words words=$commands
              else
                _latchkey_value "$path $position"
              fi
              case $kind in
                words) _latchkey_add < <(compgen -W "$words" -- "$word") ;;
                program) _latchkey_add < <(compgen -c -- "$word") ;;
                file | directory)
                  # bash 3.2 does not have compopt.
                  compopt -o filenames 2>/dev/null || true
                  _latchkey_add < <(compgen -A "$kind" -- "$word")
                  ;;
              esac
            }

            complete -F _latchkey latchkey
            """;

    private BashScript() {}

    static String of(WalkedScript script) {
        StringBuilder text = new StringBuilder(HEAD);
        for (CommandModel command : script.commands()) {
            text.append("    '").append(command.path()).append("')\n");
            text.append("      commands='").append(String.join(" ", command.commands()));
            text.append("'\n      options='").append(String.join(" ", WalkedScript.options(command)));
            text.append("'\n      valued='").append(String.join(" ", WalkedScript.valued(command)));
            text.append("'\n      repeated=")
                    .append(WalkedScript.repeated(command))
                    .append("\n      ;;\n");
        }
        text.append(MIDDLE);
        script.groups().forEach(group -> text.append(row(group)));
        return text.append(TAIL).toString();
    }

    private static String row(List<WalkedScript.Value> group) {
        Candidates candidates = group.get(0).candidates();
        String keys = group.stream().map(value -> "'" + value.key() + "'").collect(Collectors.joining(" | "));
        return "    " + keys + ") kind=" + candidates.word() + " words='" + String.join(" ", candidates.words())
                + "' ;;\n";
    }
}
