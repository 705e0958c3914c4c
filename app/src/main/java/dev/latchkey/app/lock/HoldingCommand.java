package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.ProgramArguments;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.holder.OwnerText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Base class of commands that run a program while holding a lock, or report about the lock instead. */
abstract class HoldingCommand extends ConsoleCommand {

    private static final String FOREVER = "forever";
    private static final String NEVER = "never";
    private static final String TTL_DEFAULT = "10s";
    private static final int HOLD_ID_BYTES = 16;

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Parameters(paramLabel = "NAME", index = "0", arity = "0..1", description = "The name of the lock.")
    @Nullable
    private String name;

    @Parameters(
            paramLabel = "COMMAND",
            index = "1..*",
            arity = "0..*",
            hideParamSyntax = true,
            parameterConsumer = ProgramArguments.class,
            description = "The program and its arguments; options after its name belong to the program.")
    private List<String> program = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for the lock, such as 10s; 0 does not wait. The time also applies while no"
                    + " server replies. Default: forever, but only --timeout for the first reply of a server."
                    + " [LATCHKEY_WAIT]")
    @Nullable
    private String wait;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "The time to live of the session: how long the lock stays held after latchkey was killed or"
                    + " lost its connection. Default: 10s. [LATCHKEY_TTL]")
    @Nullable
    private String ttl;

    @Option(
            names = "--keep-running",
            negatable = true,
            description = "Do not send SIGTERM to the program if the lock is lost. [LATCHKEY_KEEP_RUNNING]")
    @Nullable
    private Boolean keepRunning;

    @Option(
            names = "--kill-after",
            paramLabel = "TIME",
            description =
                    "Send SIGKILL to the processes of the program that still run this long after SIGTERM, SIGINT or"
                            + " SIGHUP was received or the lock was lost. Default: never. [LATCHKEY_KILL_AFTER]")
    @Nullable
    private String killAfter;

    @Option(
            names = "--program-only",
            negatable = true,
            description =
                    "Release the lock as soon as the program itself has exited, although processes that it started"
                            + " may still run. [LATCHKEY_PROGRAM_ONLY]")
    @Nullable
    private Boolean programOnly;

    HoldingCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** The lock to hold; called with the client that is used. */
    abstract Lock lock(Latchkey latchkey);

    /** What the lock is called in messages. */
    abstract String noun();

    /** The text that describes the holder, as given on the command line; null if it was not. */
    abstract @Nullable String ownText();

    /** The option that gives that text. */
    abstract String textOption();

    /** The option that requests a report instead; empty if none was given. */
    abstract Optional<String> report();

    /** Whether the program is started again when the lock was lost and acquired again. */
    boolean isRepeated(Settings settings) {
        return false;
    }

    /** The parameter NAME, which must have been given. */
    String name() {
        return String.valueOf(name);
    }

    boolean hasName() {
        return name != null;
    }

    /** Checks that either a program or a report is requested. */
    void requireProgramOrReport() {
        Optional<String> report = report();
        if (report.isPresent() == !program.isEmpty()) {
            throw new UsageException(report.map(option -> option + " takes no program to run")
                    .orElse("missing program to run: latchkey " + commandName() + " NAME -- COMMAND [ARGUMENT...]"));
        }
    }

    abstract String commandName();

    /** What is done with a client, instead of running a program. */
    interface Inquiry {
        int run(Latchkey latchkey) throws InterruptedException;
    }

    int withClient(Inquiry inquiry) throws InterruptedException {
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings(), this::tell))) {
            return inquiry.run(latchkey);
        } catch (LatchkeyException e) {
            tell(ClientCommand.reason(e));
            return ClientCommand.codeOf(e).code();
        }
    }

    int runProgram() {
        Settings settings = new Settings(surroundings().environment());
        LockOptions options = options(settings);
        boolean repeated = isRepeated(settings);
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings(), this::tell))) {
            Lock lock = ClientCommand.checked(
                    () -> lock(latchkey).withTtl(options.ttl()).withOwner(options.owner()));
            LockedPrograms programs =
                    new LockedPrograms(() -> new LockedProgram(lock, options(settings), this::tell), repeated);
            for (Signals.Name refused : Signals.handleAll(programs::signal)) {
                tell("SIG" + refused + " is not forwarded: this JVM reserves it");
            }
            return programs.run();
        }
    }

    private LockOptions options(Settings settings) {
        byte[] holdId = new byte[HOLD_ID_BYTES];
        surroundings().chance().nextBytes(holdId);
        return new LockOptions(
                noun(),
                program,
                settings.find("--wait", wait, FOREVER, HoldingCommand::patience),
                settings.find("--ttl", ttl, TTL_DEFAULT, Formats::duration),
                settings.find(textOption(), ownText(), OwnerText.ofProcess(program.get(0)), Function.identity()),
                settings.find("--keep-running", keepRunning),
                settings.find("--program-only", programOnly),
                settings.find("--kill-after", killAfter, NEVER, HoldingCommand::killTime),
                surroundings().attended(),
                HexFormat.of().formatHex(holdId));
    }

    private static Optional<Duration> killTime(String text) {
        return text.equals(NEVER) ? Optional.empty() : Optional.of(Formats.duration(text));
    }

    private static Optional<Duration> patience(String text) {
        if (text.equals(FOREVER)) {
            return Optional.empty();
        }
        return Optional.of(text.equals("0") ? Duration.ZERO : Formats.duration(text));
    }
}
