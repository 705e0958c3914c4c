package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey del}: deletes a key, or the keys with a prefix. */
@Command(
        name = "del",
        description = {
            "Deletes a key if its version is still the given one, and prints the new version.",
            "",
            "--prefix deletes all keys that begin with a prefix, after it has asked whether to, with their number. Each key"
                    + " is deleted at the version at which it is listed, page by page, so a key that another client changes"
                    + " in between is left and reported. It is not one atomic step: keys that are created while it runs"
                    + " may be deleted too. A prefix of lock/ matches locks, and deleting the key of a lock frees it.",
            ""
        },
        customSynopsis = {
            "latchkey del [OPTION...] KEY VERSION",
            "       latchkey del --prefix PREFIX [--yes] [OPTION...]",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0  success",
            "  1  definitely not done: version conflict, no such key, or refused; with --prefix, the answer was no, or some"
                    + " keys were left",
            "  2  usage error; with --prefix also: standard input is not a terminal, and --yes is missing",
            "  3  outcome unknown: no reply before --timeout, or the session or the store was lost; read the key",
            "  4  not sent: no connection to the server; with --prefix, after the deletions that are reported",
            "",
            "Examples:",
            "  latchkey del greeting 2",
            "  latchkey del --prefix session/ --yes"
        })
public final class DelCommand extends ClerkCommand {

    @Parameters(paramLabel = "KEY", index = "0", arity = "0..1", description = "The key, 1 to 1024 bytes.")
    @Nullable
    private String key;

    @Parameters(
            paramLabel = "VERSION",
            index = "1",
            arity = "0..1",
            description = "The current version of the key, 1 or more.")
    @Nullable
    private String version;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Delete all keys that begin with this prefix.")
    @Nullable
    private String prefix;

    @Option(names = "--yes", description = "With --prefix: delete the keys without asking.")
    private boolean yes;

    public DelCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        return prefix == null ? deleteKey(clerk) : deletePrefix(clerk, prefix);
    }

    private ExitCode deleteKey(Clerk clerk) {
        String named = key;
        String given = version;
        if (named == null || given == null) {
            throw new UsageException("missing required parameter: '" + (named == null ? "KEY" : "VERSION")
                    + "' (see latchkey del --help)");
        }
        if (yes) {
            throw new UsageException("--yes requires --prefix");
        }
        Key wanted = checked(() -> Key.of(named));
        Version expected = Settings.read("VERSION", given, Formats::version);
        if (expected.isNone()) {
            throw new UsageException("invalid VERSION '0': must be the current version of the key, 1 or more");
        }
        return report(clerk.delete(wanted, expected));
    }

    private ExitCode deletePrefix(Clerk clerk, String given) {
        if (key != null) {
            throw new UsageException("--prefix and KEY exclude each other");
        }
        if (given.isEmpty()) {
            throw new UsageException("the prefix is empty, which would delete every key of the store");
        }
        if (!yes && !surroundings().interactive()) {
            throw new UsageException(
                    "--prefix asks whether to delete the keys, but standard input is not a terminal: use"
                            + " --yes to delete them without asking");
        }
        Prefix wanted = checked(() -> Prefix.of(given));
        long count = count(clerk, wanted);
        if (!yes && count > 0 && !isConfirmed(count, wanted)) {
            tell("not done: nothing was deleted");
            return ExitCode.NO;
        }
        AsyncClerk bound = clerk.async().inStore(clerk.storeId().orElseThrow());
        return run(new PrefixDeletion(bound, wanted, this::tell));
    }

    private static long count(Clerk clerk, Prefix prefix) {
        long count = 0;
        Key after = null;
        Listed page;
        do {
            page = clerk.list(new ListKeys(prefix, after, ListKeys.LIMIT_MAX, false));
            count += page.entries().size();
            after = page.entries().isEmpty()
                    ? null
                    : page.entries().get(page.entries().size() - 1).key();
        } while (page.more());
        return count;
    }

    private boolean isConfirmed(long count, Prefix prefix) {
        return Question.isConfirmed(
                command(),
                surroundings(),
                "delete " + keys(count) + " beginning with '" + ListCommand.shown(prefix) + "'?");
    }

    private static String keys(long count) {
        return count + (count == 1 ? " key" : " keys");
    }

    private ExitCode run(PrefixDeletion deletion) {
        try {
            deletion.run();
        } finally {
            print(isJson() ? json(deletion) : sentence(deletion));
        }
        if (deletion.unknown() > 0) {
            return ExitCode.UNKNOWN_OUTCOME;
        }
        return deletion.changed() > 0 ? ExitCode.NO : ExitCode.DONE;
    }

    private static String sentence(PrefixDeletion deletion) {
        String left = deletion.changed() == 0 ? "" : ", " + deletion.changed() + " left because they have changed";
        String unknown = deletion.unknown() == 0 ? "" : ", outcome unknown for " + deletion.unknown();
        return "deleted " + keys(deletion.deleted()) + left + unknown;
    }

    private static String json(PrefixDeletion deletion) {
        return Json.object(json -> {
            json.writeNumberField("deleted", deletion.deleted());
            json.writeNumberField("changed", deletion.changed());
            json.writeNumberField("unknown", deletion.unknown());
        });
    }
}
