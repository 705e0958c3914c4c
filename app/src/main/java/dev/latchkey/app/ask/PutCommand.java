package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey put}: writes a value, from the command line or from standard input. */
@Command(
        name = "put",
        description = {"Writes a key, provided its version is still the one given, and prints the new version.", ""},
        footer = {
            "",
            "Exit codes: 0 done; 1 certainly not done; 2 wrong usage; 3 nobody knows, so read before trying again;"
                    + " 4 never sent.",
            "",
            "For example:",
            "  latchkey put greeting hello 0",
            "  latchkey put photo - 3 < photo.jpg",
            "  latchkey put -- -1 \"a key and a value may begin with a dash behind --\" 0"
        })
public final class PutCommand extends ClerkCommand {

    private static final String STDIN = "-";

    @Parameters(paramLabel = "KEY", index = "0", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(
            paramLabel = "VALUE",
            index = "1",
            description = "The value, at most 1 MiB; - takes it from standard input, to the byte.")
    private String value = "";

    @Parameters(paramLabel = "VERSION", index = "2", description = "The version that the key has now; 0 creates it.")
    private String version = "";

    public PutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Key wanted = checked(() -> Key.of(key));
        Version expected = Settings.read("VERSION", version, Formats::version);
        Value written = checked(() -> Value.of(valueBytes()));
        return report(clerk.put(wanted, written, expected));
    }

    /** Of standard input one byte more than a value has at most, which is refused without reading on. */
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
