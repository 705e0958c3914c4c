package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.ProgramArguments;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.OwnerText;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey lock}: runs a program while holding a lock, shows who holds a lock, or breaks one. */
@Command(
        name = "lock",
        description = {
            "Runs a program while holding a lock, shows who holds a lock, or breaks a lock.",
            "",
            "The fencing token of the lock is passed to the program in the environment variable LATCHKEY_TOKEN. The"
                    + " program inherits standard input, output and error, but no other file descriptor.",
            "",
            "The lock is released when the program and all processes that it started have exited, even those that run in"
                    + " the background; see --program-only. On Linux, such a process is recognized by the environment"
                    + " variable LATCHKEY_HELD_LOCKS, even if its parent has exited. On other systems, or if it was"
                    + " started without that variable, it is recognized only as long as its parent runs.",
            "",
            "SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM and SIGWINCH are forwarded to the program and all those"
                    + " processes. While latchkey waits for the lock, any of them but SIGWINCH ends the wait. SIGQUIT is not"
                    + " forwarded: the JVM prints its threads instead. If the lock is lost while the program runs, all its"
                    + " processes receive SIGTERM. A process that does not exit delays the release; it is reported after"
                    + " 10 s, and is sent SIGKILL only with --kill-after.",
            "",
            "If standard input, output or error is a terminal, the terminal itself sends Ctrl-C and changes of its size"
                    + " to the program, so SIGINT and SIGWINCH are not forwarded: use kill -TERM instead of kill -INT.",
            "",
            "The key of the lock belongs to a session, which latchkey keeps. If latchkey is killed or cannot reach the"
                    + " server, the session expires after --ttl and the server frees the lock. latchkey notices the loss"
                    + " after 90 %% of that time. The program itself may still be running then: a lock service cannot stop"
                    + " it. Use the token: write to the store with GUARD lock/NAME $LATCHKEY_TOKEN, or let the resource"
                    + " refuse a token that is less than the greatest it has seen. If latchkey is killed (SIGKILL), the"
                    + " program keeps running; on Linux, setpriv can terminate it then, though not the processes that it"
                    + " started; see the example.",
            "",
            "--status shows who holds the lock, or who holds each lock. --break frees the lock, whoever holds it, or"
                    + " only if it is held with --token T; the holder notices that within a second and loses the lock.",
            "",
            "A server that keeps its data in memory restarts its tokens from 1, so an old token may equal that of a new"
                    + " holder: with --break, pass only a token issued since the restart.",
            ""
        },
        customSynopsis = {
            "latchkey lock [--wait TIME] [OPTION...] NAME [--] COMMAND [ARGUMENT...]",
            "       latchkey lock --status [NAME] [--json]",
            "       latchkey lock --break NAME [--token T]",
            ""
        },
        footer = {
            "",
            "Exit codes: those of the program, 128 + n if signal n terminated it, and:",
            "  2    usage error",
            "  124  timed out waiting for the lock, or --wait expired while no server replied",
            "  125  latchkey itself failed, for example because it could not connect",
            "  126  the program cannot be executed",
            "  127  no such program",
            "With --status: 0 held, or a list; 1 free; 2 usage error; 4 no connection.",
            "With --break: 0 freed; 1 not held, or not with that token; 2 usage error; 3 outcome unknown; 4 no"
                    + " connection.",
            "",
            "Examples:",
            "  latchkey lock build -- make all",
            "  latchkey lock build -- setpriv --pdeathsig TERM make all",
            "  latchkey lock --status build",
            "  latchkey lock --break build --token 7"
        })
public final class LockCommand extends ConsoleCommand {

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
            names = "--owner",
            paramLabel = "TEXT",
            description =
                    "The text that describes the holder to others, at most 256 bytes. Default: user, host, process"
                            + " id and program. [LATCHKEY_OWNER]")
    @Nullable
    private String owner;

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

    @Option(names = "--status", description = "Show who holds the lock; without NAME, list the locks that are held.")
    private boolean status;

    @Option(names = "--json", description = "With --status: print JSON, one object per line.")
    private boolean json;

    @Option(names = "--break", description = "Free the lock.")
    private boolean breakHold;

    @Option(
            names = "--token",
            paramLabel = "T",
            description = "With --break: free the lock only if it is held with this fencing token.")
    @Nullable
    private String token;

    public LockCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        requireConsistency();
        if (status) {
            return exitCodeAfterOutput(withClient(this::showStatus));
        }
        return breakHold ? withClient(this::breakHold) : runProgram();
    }

    private void requireConsistency() {
        if (status && breakHold) {
            throw new UsageException("--status and --break exclude each other");
        }
        if (token != null && !breakHold) {
            throw new UsageException("--token requires --break: latchkey lock --break NAME --token T");
        }
        if (json && !status) {
            throw new UsageException("--json requires --status: latchkey lock --status NAME --json");
        }
        if (name == null && !status) {
            throw new UsageException("missing required parameter: 'NAME'");
        }
        boolean runs = !status && !breakHold;
        if (runs == program.isEmpty()) {
            throw new UsageException(
                    runs
                            ? "missing program to run: latchkey lock NAME -- COMMAND [ARGUMENT...]"
                            : (status ? "--status" : "--break") + " takes no program to run");
        }
    }

    /** What is done with a client, instead of running a program. */
    private interface Inquiry {
        int run(Latchkey latchkey) throws InterruptedException;
    }

    private int withClient(Inquiry inquiry) throws InterruptedException {
        if (token != null) {
            Settings.read("--token", token, Formats::version);
        }
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings(), this::tell))) {
            return inquiry.run(latchkey);
        } catch (LatchkeyException e) {
            tell(ClientCommand.reason(e));
            return ClientCommand.codeOf(e).code();
        }
    }

    private int showStatus(Latchkey latchkey) throws InterruptedException {
        if (name == null) {
            new HeldLocks(latchkey.clerk(), json, this::print).printAll();
            return ExitCode.DONE.code();
        }
        Optional<LockHolder> holder = lock(latchkey).status();
        print(json ? HolderPrinter.json(name, holder.orElse(null)) : HolderPrinter.sentence(name, holder));
        return (holder.isPresent() ? ExitCode.DONE : ExitCode.NO).code();
    }

    private int breakHold(Latchkey latchkey) throws InterruptedException {
        Lock lock = lock(latchkey);
        Optional<Version> holder =
                token != null ? Optional.of(Settings.read("--token", token, Formats::version)) : lock.holder();
        return holder.isPresent()
                ? broken(lock.breakHold(holder.get()), holder.get())
                : notHeld().code();
    }

    private ExitCode notHeld() {
        tell("not freed: the lock is not held");
        return ExitCode.NO;
    }

    private int broken(PutOutcome outcome, Version holder) {
        return outcome.<ExitCode>fold(
                        freed -> {
                            surroundings().out().println("freed: token " + holder + " no longer holds the lock");
                            return ExitCode.DONE;
                        },
                        current -> {
                            tell("not freed: token " + holder + " does not hold the lock; the key is at version "
                                    + current);
                            return ExitCode.NO;
                        },
                        this::notHeld,
                        cause -> {
                            tell("outcome unknown: the lock may or may not have been freed (" + cause + ")");
                            return ExitCode.UNKNOWN_OUTCOME;
                        })
                .code();
    }

    private int runProgram() {
        LockOptions options = options(new Settings(surroundings().environment()));
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings(), this::tell))) {
            Lock lock = ClientCommand.checked(
                    () -> lock(latchkey).withTtl(options.ttl()).withOwner(options.owner()));
            LockedProgram underLock = new LockedProgram(lock, options, this::tell);
            for (Signals.Name refused : Signals.handleAll(underLock::signal)) {
                tell("SIG" + refused + " is not forwarded: this JVM reserves it");
            }
            return underLock.run();
        }
    }

    private LockOptions options(Settings settings) {
        byte[] holdId = new byte[HOLD_ID_BYTES];
        surroundings().chance().nextBytes(holdId);
        return new LockOptions(
                program,
                settings.find("--wait", wait, FOREVER, LockCommand::patience),
                settings.find("--ttl", ttl, TTL_DEFAULT, Formats::duration),
                settings.find("--owner", owner, OwnerText.ofProcess(program.get(0)), Function.identity()),
                settings.find("--keep-running", keepRunning),
                settings.find("--program-only", programOnly),
                settings.find("--kill-after", killAfter, NEVER, LockCommand::killTime),
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

    private Lock lock(Latchkey latchkey) {
        return ClientCommand.checked(() -> latchkey.lock(String.valueOf(name)));
    }
}
