package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey put}: writes a value from the command line or from standard input. */
@Command(
        name = "put",
        description = {"Writes a key if its version is still the given one, and prints the new version.", ""},
        footer = {
            "",
            "Exit codes:",
            "  0  success",
            "  1  definitely not done: version conflict, no such key, or refused",
            "  2  usage error",
            "  3  outcome unknown: read the key before trying again",
            "  4  not sent: no connection to the server",
            "",
            "Examples:",
            "  latchkey put greeting hello 0",
            "  latchkey put photo - 3 < photo.jpg",
            "  latchkey put -- -1 \"after --, keys and values may begin with a dash\" 0"
        })
public final class PutCommand extends ClerkCommand {

    private static final String STDIN = "-";

    @Parameters(paramLabel = "KEY", index = "0", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(
            paramLabel = "VALUE",
            index = "1",
            description = "The value, at most 1 MiB; - reads it from standard input, byte for byte.")
    private String value = "";

    @Parameters(
            paramLabel = "VERSION",
            index = "2",
            description = "The current version of the key; 0 creates the key if it does not exist.")
    private String version = "";

    public PutCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Key wanted = checked(() -> Key.of(key));
        Version expected = Settings.read("VERSION", version, Formats::version);
        Value written = checked(() -> Value.of(valueBytes()));
        return report(clerk.put(wanted, written, expected));
    }

    /** Reads at most one byte more than the maximum from standard input: enough to refuse a value that is too long. */
    private byte[] valueBytes() {
        if (!value.equals(STDIN)) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return surroundings().in().readNBytes(Value.LENGTH_MAX + 1);
        } catch (IOException e) {
            throw new UsageException("cannot read the value from standard input: " + e.getMessage(), e);
        }
    }
}
