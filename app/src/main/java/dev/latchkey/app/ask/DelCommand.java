package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey del}: deletes a key. */
@Command(
        name = "del",
        description = {
            "Deletes a key, provided its version is still the one given, and prints the key's last version.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 certainly not done; 2 wrong usage; 3 nobody knows, so read before trying again;"
                    + " 4 never sent."
        })
public final class DelCommand extends ClerkCommand {

    @Parameters(paramLabel = "KEY", index = "0", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(paramLabel = "VERSION", index = "1", description = "The version that the key has now, 1 or more.")
    private String version = "";

    public DelCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Key wanted = checked(() -> Key.of(key));
        Version expected = Settings.read("VERSION", version, Formats::version);
        if (expected.isNone()) {
            throw new UsageException("VERSION is '0': a delete names the version that the key has, 1 or more");
        }
        return report(clerk.delete(wanted, expected));
    }
}
