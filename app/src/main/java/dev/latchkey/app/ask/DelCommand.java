package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey del}: deletes a key. */
@Command(
        name = "del",
        description = {"Deletes a key if its version is still the given one, and prints the new version.", ""},
        footer = {
            "",
            "Exit codes:",
            "  0  success",
            "  1  definitely not done: version conflict, no such key, or refused",
            "  2  usage error",
            "  3  outcome unknown: read the key before trying again",
            "  4  not sent: no connection to the server"
        })
public final class DelCommand extends ClerkCommand {

    @Parameters(paramLabel = "KEY", index = "0", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(paramLabel = "VERSION", index = "1", description = "The current version of the key, 1 or more.")
    private String version = "";

    public DelCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Key wanted = checked(() -> Key.of(key));
        Version expected = Settings.read("VERSION", version, Formats::version);
        if (expected.isNone()) {
            throw new UsageException("invalid VERSION '0': must be the current version of the key, 1 or more");
        }
        return report(clerk.delete(wanted, expected));
    }
}
