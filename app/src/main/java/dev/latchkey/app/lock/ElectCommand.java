package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey elect}: runs a program while leading an election, or shows who leads. */
@Command(
        name = "elect",
        description = {
            "Campaigns in a leader election, and runs a program while it leads; or shows who leads.",
            "",
            "Of all clients that campaign in the election NAME, one leads, and the others wait in the order in which they"
                    + " began to campaign. The leader leads until its program has exited; then the next one leads.",
            "",
            "The fencing token of the leadership is passed to the program in the environment variable LATCHKEY_TOKEN. If the"
                    + " leadership is lost while the program runs, all its processes receive SIGTERM, and latchkey exits with the"
                    + " exit code of the program. With --again, latchkey then campaigns again, and starts the program again when"
                    + " it leads. It does not start a program again that has exited by itself.",
            "",
            "A leadership is lost if latchkey cannot reach the server for 90 %% of --ttl, or if it is broken. No service can"
                    + " stop a leader that was paused: use the token, and write to the store with"
                    + " GUARD election/NAME $LATCHKEY_TOKEN.",
            "",
            "In everything else, such as signals and processes that the program starts, this command works like latchkey lock;"
                    + " see its help.",
            ""
        },
        customSynopsis = {
            "latchkey elect [--again] [--wait TIME] [OPTION...] NAME [--] COMMAND [ARGUMENT...]",
            "       latchkey elect --status NAME [--json]",
            "       latchkey elect --break NAME",
            ""
        },
        footer = {
            "",
            "Exit codes: those of the program, 128 + n if signal n terminated it, and 124 to 127 as for latchkey lock.",
            "With --status: 0 a client leads; 1 no client leads; 2 usage error; 4 no connection.",
            "With --break: 0 ended; 1 no client leads; 2 usage error; 3 outcome unknown; 4 no connection.",
            "",
            "Examples:",
            "  latchkey elect scheduler -- ./scheduler",
            "  latchkey elect --again --text host-1:8080 scheduler -- ./scheduler",
            "  latchkey elect --status scheduler"
        })
public final class ElectCommand extends HoldingCommand {

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "The text that tells others who leads, such as an address, at most 256 bytes. Default: user,"
                    + " host, process id and program. [LATCHKEY_TEXT]")
    @Nullable
    private String text;

    @Option(
            names = "--again",
            negatable = true,
            description = "Campaign again after the leadership was lost. [LATCHKEY_AGAIN]")
    @Nullable
    private Boolean again;

    @Option(names = "--status", description = "Show who leads and who waits to lead.")
    private boolean status;

    @Option(names = "--json", description = "With --status: print JSON.")
    private boolean json;

    @Option(names = "--break", description = "End the leadership of the current leader.")
    private boolean breaking;

    public ElectCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    Lock lock(Latchkey latchkey) {
        return ClientCommand.checked(() -> latchkey.election(name()).lock());
    }

    @Override
    String noun() {
        return "election";
    }

    @Override
    String commandName() {
        return "elect";
    }

    @Override
    @Nullable
    String ownText() {
        return text;
    }

    @Override
    String textOption() {
        return "--text";
    }

    @Override
    boolean isRepeated(Settings settings) {
        return settings.find("--again", again);
    }

    @Override
    Optional<String> report() {
        return status ? Optional.of("--status") : breaking ? Optional.of("--break") : Optional.empty();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (status && breaking) {
            throw new UsageException("--status and --break exclude each other");
        }
        if (json && !status) {
            throw new UsageException("--json requires --status: latchkey elect --status NAME --json");
        }
        if (!hasName()) {
            throw new UsageException("missing required parameter: 'NAME'");
        }
        requireProgramOrReport();
        if (status) {
            return exitCodeAfterOutput(withClient(this::showStatus));
        }
        return breaking ? withClient(this::breakLeadership) : runProgram();
    }

    private int showStatus(Latchkey latchkey) throws InterruptedException {
        Lock lock = lock(latchkey);
        Optional<LockHolder> leader = lock.status();
        List<LockWaiter> candidates = lock.waiters();
        if (json) {
            print(LeaderPrinter.json(name(), leader.orElse(null), candidates));
        } else {
            print(LeaderPrinter.sentence(name(), leader));
            HolderPrinter.lines(candidates).forEach(this::print);
        }
        return (leader.isPresent() ? ExitCode.DONE : ExitCode.NO).code();
    }

    private int breakLeadership(Latchkey latchkey) throws InterruptedException {
        Lock lock = lock(latchkey);
        Optional<LockHolder> leader = lock.status();
        if (leader.isEmpty()) {
            return notEnded();
        }
        PutOutcome outcome = lock.breakHold(leader.get().token());
        return outcome.<Integer>fold(
                ended -> {
                    surroundings().out().println("ended: token " + leader.get().token() + " no longer leads");
                    return ExitCode.DONE.code();
                },
                current -> notEnded(),
                this::notEnded,
                cause -> {
                    tell("outcome unknown: the leadership may or may not have ended (" + cause + ")");
                    return ExitCode.UNKNOWN_OUTCOME.code();
                });
    }

    private int notEnded() {
        tell("not ended: the client does not lead any more, or no client leads");
        return ExitCode.NO.code();
    }
}
