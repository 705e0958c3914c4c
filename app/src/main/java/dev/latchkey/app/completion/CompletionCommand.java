package dev.latchkey.app.completion;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey completion}: prints a script with which a shell completes the commands and options of latchkey. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which bash, zsh or fish completes commands, options and file names.",
            "",
            "To complete in the current shell only, evaluate the script:",
            "  bash  source <(latchkey completion bash)",
            "  zsh   source <(latchkey completion zsh)",
            "  fish  latchkey completion fish | source",
            "",
            "To complete in every shell, write it to the file that the shell reads:",
            "  bash  latchkey completion bash > ~/.local/share/bash-completion/completions/latchkey",
            "  zsh   latchkey completion zsh > DIR/_latchkey, where DIR is a directory of $fpath",
            "  fish  latchkey completion fish > ~/.config/fish/completions/latchkey.fish",
            "",
            "The script contains the commands of this version and starts no process of its own: write it again after an"
                    + " upgrade. It does not complete keys; latchkey shell does.",
            ""
        },
        footer = {"", "Exit codes: 0 success; 2 usage error."})
public final class CompletionCommand extends ConsoleCommand {

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private String shell = "";

    private final Supplier<CommandLine> all;

    /** @param all creates the command line with all subcommands */
    public CompletionCommand(ProcessContext surroundings, Supplier<CommandLine> all) {
        super(surroundings);
        this.all = all;
    }

    @Override
    public Integer call() {
        show(script());
        return exitCodeAfterOutput(ExitCode.DONE.code());
    }

    private String script() {
        List<CommandModel> commands = CommandModel.allOf(all.get());
        return switch (shell) {
            case "bash" -> BashScript.of(new WalkedScript(commands));
            case "zsh" -> ZshScript.of(commands);
            case "fish" -> FishScript.of(new WalkedScript(commands));
            default -> throw new UsageException("unknown shell '" + shell + "': must be bash, zsh or fish");
        };
    }
}
