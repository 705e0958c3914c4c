package dev.latchkey.app.follow;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.follow.Follow;
import dev.latchkey.client.follow.FollowEndedException;
import dev.latchkey.client.follow.FollowEndedException.Reason;
import dev.latchkey.client.follow.FollowRequest;
import dev.latchkey.client.follow.FollowUpdate;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey follow}: prints the writes of keys with a prefix as they happen. */
@Command(
        name = "follow",
        description = {
            "Prints every write of the keys that start with a prefix, in order, as it happens.",
            "",
            "Prints one write per line: revision, kind, key, version and, for a put, the value, separated by tabs. The"
                    + " kind is put, delete, expire (the time to live of the session that owned the key has passed) or"
                    + " close (that session was closed). When the connection is lost, the command connects again and"
                    + " continues after the last write that it has printed; no write is missing and none is repeated.",
            ""
        },
        footer = {
            "",
            "With --state, a line with revision, the word state and the number of keys comes first, and then a line for"
                    + " each key with that revision, the word key, key, version and value. If the server has evicted"
                    + " writes from its history before they were printed, another state follows, which replaces"
                    + " everything before it; without --state, the command fails then.",
            "",
            "Keys and values that are not printable UTF-8 are shown with \\xNN escapes. With --json, those that are not"
                    + " UTF-8 are encoded in base64.",
            "",
            "The command runs until it is interrupted, or its output is closed. --timeout limits the first connection"
                    + " only.",
            "",
            "Exit codes: 0 --limit is reached; 1 refused, writes were evicted, or the server has a different store; 2"
                    + " usage error; 4 no connection; 130 interrupted; 141 the output was closed.",
            "",
            "Examples:",
            "  latchkey follow config/",
            "  latchkey follow config/ --state --json",
            "  latchkey follow lock/ --from 1500 --limit 1"
        })
public final class FollowCommand extends ClientCommand {

    @Parameters(
            paramLabel = "PREFIX",
            arity = "0..1",
            description = "Follow the keys that start with this prefix. Default: all keys.")
    private String prefix = "";

    @Option(
            names = "--from",
            paramLabel = "REVISION",
            description = "Print the writes after this revision first; 0 for the first write of the store.")
    @Nullable
    private String from;

    @Option(names = "--state", description = "Print the keys and their values first.")
    private boolean state;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after this many writes. Default: no limit.")
    @Nullable
    private String limit;

    private long left;

    public FollowCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(ClientConfig config) {
        Prefix followed = checked(() -> Prefix.of(prefix));
        String most = limit;
        left = most == null ? Long.MAX_VALUE : Settings.read("--limit", most, FollowCommand::limit);
        String after = from;
        if (state && after != null) {
            throw new UsageException("--state and --from exclude each other");
        }
        try (Latchkey latchkey = Latchkey.connect(config)) {
            FollowRequest request = state ? latchkey.followWithState(followed) : latchkey.follow(followed);
            FollowRequest started =
                    after == null ? request : request.from(Settings.read("--from", after, Formats::revision));
            latchkey.clerk()
                    .list(new ListKeys(followed, null, 1, false)); // why: it fails if there is no connection in time
            return print(started);
        }
    }

    private static long limit(String text) {
        return Formats.integer(text, 1, Integer.MAX_VALUE);
    }

    private ExitCode print(FollowRequest request) {
        try (Follow follow = request.open()) {
            while (left > 0 && !surroundings().out().checkError()) {
                print(follow.next());
            }
            return ExitCode.DONE;
        } catch (FollowEndedException e) {
            tell(reason(e));
            return isEntry(e) ? ExitCode.NO_CONNECTION : ExitCode.NO;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.DONE;
        }
    }

    private static boolean isEntry(FollowEndedException end) {
        String code = String.valueOf(end.getMessage()).split(" ", 2)[0];
        return end.reason() == Reason.REFUSED && isEntryCode(code);
    }

    private void print(FollowUpdate update) {
        EventLines lines = new EventLines(isJson());
        if (update instanceof FollowUpdate.State shown) {
            lines.lines(shown).forEach(this::print);
        }
        for (KeyEvent event : update.events()) {
            if (left > 0) {
                left--;
                print(lines.line(event));
            }
        }
        surroundings().out().flush();
    }
}
