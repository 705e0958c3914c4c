package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.core.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey lock}: runs a program while holding a lock, shows who holds a lock or has held it, or breaks one. */
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
            "Without --fair, any waiting client may be the next holder. With it, clients that wait with --fair are served in"
                    + " the order in which they began to wait; clients without it may overtake them.",
            "",
            "--status shows who holds the lock and who waits for it with --fair, or who holds each lock. --explain shows the"
                    + " last holders and how each hold ended, from the history of the lock's key, as far as the server keeps"
                    + " it. --break frees the lock regardless of who holds it, or"
                    + " only if it is held with --token T; the holder notices that within a second and loses the lock.",
            "",
            "A server that keeps its data in memory restarts its tokens from 1, so an old token may equal that of a new"
                    + " holder: with --break, pass only a token issued since the restart.",
            ""
        },
        customSynopsis = {
            "latchkey lock [--wait TIME] [OPTION...] NAME [--] COMMAND [ARGUMENT...]",
            "       latchkey lock --status [NAME] [--json]",
            "       latchkey lock --explain NAME [--limit N] [--json]",
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
            "With --explain: 0 shown; 1 the history has no holder of the lock; 2 usage error; 4 no connection.",
            "With --break: 0 freed; 1 not held, or not with that token; 2 usage error; 3 outcome unknown; 4 no"
                    + " connection.",
            "",
            "Examples:",
            "  latchkey lock build -- make all",
            "  latchkey lock build -- setpriv --pdeathsig TERM make all",
            "  latchkey lock --status build",
            "  latchkey lock --break build --token 7"
        })
public final class LockCommand extends HoldingCommand {

    private static final int LIMIT_DEFAULT = 10;

    @Option(
            names = "--owner",
            paramLabel = "TEXT",
            description =
                    "The text that describes the holder to others, at most 256 bytes. Default: user, host, process"
                            + " id and program. [LATCHKEY_OWNER]")
    @Nullable
    private String owner;

    @Option(names = "--fair", negatable = true, description = "Wait in the order of arrival. [LATCHKEY_FAIR]")
    @Nullable
    private Boolean fair;

    @Option(names = "--status", description = "Show who holds the lock; without NAME, list the locks that are held.")
    private boolean status;

    @Option(names = "--json", description = "With --status or --explain: print JSON, one object per line.")
    private boolean json;

    @Option(names = "--explain", description = "Show the last holders and how each hold ended.")
    private boolean explain;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "With --explain: the maximum number of holders, 1 to 100. Default: 10.")
    @Nullable
    private String limit;

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
    Lock lock(Latchkey latchkey) {
        Lock lock = ClientCommand.checked(() -> latchkey.lock(name()));
        boolean queues = new Settings(surroundings().environment()).find("--fair", fair);
        return queues ? ClientCommand.checked(lock::fair) : lock;
    }

    @Override
    String noun() {
        return "lock";
    }

    @Override
    String commandName() {
        return "lock";
    }

    @Override
    @Nullable
    String ownText() {
        return owner;
    }

    @Override
    String textOption() {
        return "--owner";
    }

    @Override
    Optional<String> report() {
        if (status) {
            return Optional.of("--status");
        }
        return explain ? Optional.of("--explain") : breakHold ? Optional.of("--break") : Optional.empty();
    }

    @Override
    public Integer call() throws InterruptedException {
        requireConsistency();
        if (status) {
            return exitCodeAfterOutput(withClient(this::showStatus));
        }
        if (explain) {
            return exitCodeAfterOutput(withClient(this::explain));
        }
        return breakHold ? withClient(this::breakHold) : runProgram();
    }

    private void requireConsistency() {
        if ((status ? 1 : 0) + (explain ? 1 : 0) + (breakHold ? 1 : 0) > 1) {
            throw new UsageException("--status, --explain and --break exclude each other");
        }
        if (token != null && !breakHold) {
            throw new UsageException("--token requires --break: latchkey lock --break NAME --token T");
        }
        if (token != null) {
            Settings.read("--token", token, Formats::version);
        }
        if (limit != null && !explain) {
            throw new UsageException("--limit requires --explain: latchkey lock --explain NAME --limit N");
        }
        if (json && !status && !explain) {
            throw new UsageException("--json requires --status or --explain: latchkey lock --status NAME --json");
        }
        if (!hasName() && !status) {
            throw new UsageException("missing required parameter: 'NAME'");
        }
        requireProgramOrReport();
    }

    private int showStatus(Latchkey latchkey) throws InterruptedException {
        if (!hasName()) {
            new HeldLocks(latchkey.clerk(), json, this::print).printAll();
            return ExitCode.DONE.code();
        }
        Lock lock = lock(latchkey);
        Optional<LockHolder> holder = lock.status();
        List<LockWaiter> waiters = lock.waiters();
        if (json) {
            print(HolderPrinter.json(name(), holder.orElse(null), waiters));
        } else {
            print(HolderPrinter.sentence(noun(), name(), holder));
            HolderPrinter.lines(waiters).forEach(this::print);
        }
        return (holder.isPresent() ? ExitCode.DONE : ExitCode.NO).code();
    }

    private int explain(Latchkey latchkey) throws InterruptedException {
        int holders = limit == null ? LIMIT_DEFAULT : Settings.read("--limit", limit, PastHolds::limit);
        ClientCommand.checked(() -> latchkey.lock(name()));
        PastHolds past = PastHolds.read(latchkey.clerk(), "lock/" + name(), holders);
        PastHoldPrinter printer = new PastHoldPrinter(name(), past);
        (json ? printer.json() : printer.text()).forEach(this::print);
        return (past.holds().isEmpty() ? ExitCode.NO : ExitCode.DONE).code();
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
}
