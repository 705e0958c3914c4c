package dev.latchkey.app.ask;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProgramArguments;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey lock}: runs a program under a lock, or breaks a lock whose holder is gone. */
@Command(
        name = "lock",
        description = {
            "Runs a program while holding a lock. The program finds the lock's fencing token in LATCHKEY_TOKEN.",
            "",
            "SIGTERM, SIGINT and SIGHUP go on to the program; when it ends, the lock is released. If the lock is lost"
                    + " meanwhile, the program gets SIGTERM. A holder that dies without releasing keeps the lock:"
                    + " --break frees it.",
            "",
            "At a terminal (standard input, output or error is one) Ctrl-C reaches the program by itself, so SIGINT is not"
                    + " sent to it a second time: there, use kill -TERM instead of kill -INT.",
            "",
            "A server that keeps its data in memory begins its tokens again after a restart, so an old token may be that of"
                    + " a new holder: with --break, give the token of a holder since the restart only.",
            ""
        },
        customSynopsis = {
            "latchkey lock [--wait TIME] [--keep-running] NAME [--] COMMAND [ARGUMENT...]",
            "       latchkey lock --break NAME --token T",
            ""
        },
        footer = {
            "",
            "Exit codes: the program's own, 128 + n if signal n ended it; 124 the lock was not to be had in time;"
                    + " 125 a failure of latchkey itself, no connection for example; 126 the program cannot be run;"
                    + " 127 there is no such program; 2 wrong usage.",
            "With --break: 0 freed; 1 not held by that token; 2 wrong usage; 3 nobody knows; 4 no connection.",
            "",
            "For example:",
            "  latchkey lock build -- make all",
            "  latchkey lock --break build --token 7"
        })
public final class LockCommand extends ConsoleCommand {

    private static final String FOR_EVER = "for ever";

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Parameters(paramLabel = "NAME", index = "0", description = "The lock.")
    private String name = "";

    @Parameters(
            paramLabel = "COMMAND",
            index = "1..*",
            arity = "0..*",
            hideParamSyntax = true,
            parameterConsumer = ProgramArguments.class,
            description = "The program and its arguments; an option behind its name is the program's.")
    private List<String> program = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "Wait so long for the lock, such as 10s; 0 does not wait. Default: for ever. [LATCHKEY_WAIT]")
    @Nullable
    private String wait;

    @Option(
            names = "--keep-running",
            negatable = true,
            description = "Let the program run on if the lock is lost. [LATCHKEY_KEEP_RUNNING]")
    @Nullable
    private Boolean keepRunning;

    @Option(names = "--break", description = "Free the lock if the token still holds it.")
    private boolean breakHold;

    @Option(names = "--token", paramLabel = "T", description = "The token of the holder that is gone.")
    @Nullable
    private String token;

    public LockCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (breakHold != (token != null)) {
            throw new UsageException("--break and --token go together: latchkey lock --break NAME --token T");
        }
        if (breakHold != program.isEmpty()) {
            throw new UsageException(
                    breakHold
                            ? "with --break no program is run"
                            : "say which program to run: latchkey lock NAME -- COMMAND [ARGUMENT...]");
        }
        return token != null ? breakHold(token) : runProgram();
    }

    private int breakHold(String given) throws InterruptedException {
        Version holder = Settings.read("--token", given, Formats::version);
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings()))) {
            return broken(lock(latchkey).breakHold(holder), holder);
        } catch (LatchkeyException e) {
            tell(String.valueOf(e.getMessage()));
            return ClientCommand.codeOf(e).code();
        }
    }

    private int broken(PutOutcome outcome, Version holder) {
        return outcome.<ExitCode>fold(
                        freed -> {
                            surroundings().out().println("freed: token " + holder + " holds it no longer");
                            return ExitCode.DONE;
                        },
                        current -> {
                            tell("not freed: token " + holder + " does not hold it; the key is at version " + current);
                            return ExitCode.NO;
                        },
                        () -> {
                            tell("not freed: nobody holds it");
                            return ExitCode.NO;
                        },
                        cause -> {
                            tell("nobody knows whether it was freed: " + cause);
                            return ExitCode.UNKNOWN_OUTCOME;
                        })
                .code();
    }

    private int runProgram() {
        Settings settings = new Settings(surroundings().environment());
        Optional<Duration> patience = settings.find("--wait", wait, FOR_EVER, LockCommand::patience);
        boolean runOn = settings.find("--keep-running", keepRunning);
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings()))) {
            UnderLock underLock =
                    new UnderLock(lock(latchkey), program, runOn, surroundings().attended(), this::tell);
            Signals.handle(underLock::signal);
            return underLock.run(patience);
        }
    }

    private static Optional<Duration> patience(String text) {
        if (text.equals(FOR_EVER)) {
            return Optional.empty();
        }
        return Optional.of(text.equals("0") ? Duration.ZERO : Formats.duration(text));
    }

    private Lock lock(Latchkey latchkey) {
        return ClientCommand.checked(() -> latchkey.lock(name));
    }
}
