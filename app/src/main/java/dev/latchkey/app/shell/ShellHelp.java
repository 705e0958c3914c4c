package dev.latchkey.app.shell;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The reply to {@code help}: the commands of the server, or how one of them is used. */
final class ShellHelp {

    private ShellHelp() {}

    static List<String> of(TypedCommand help, Completions completions) {
        if (help.words().size() > 1) {
            String name = new String(help.words().get(1), StandardCharsets.UTF_8);
            return completions
                    .command(name)
                    .map(command -> List.of(command.usage(), command.summary()))
                    .orElse(List.of("(error) the server has no such command"));
        }
        return Stream.concat(
                        completions.commands().stream().map(DocumentedCommand::usage),
                        Stream.of(
                                "help COMMAND describes a command, exit ends the shell, Tab completes commands and keys."))
                .toList();
    }
}
