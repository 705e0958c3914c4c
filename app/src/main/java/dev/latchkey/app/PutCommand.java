package dev.latchkey.app;

import dev.latchkey.client.Clerk;
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
            "  latchkey put photo - 3 < photo.jpg"
        })
final class PutCommand extends ClientCommand {

    @Parameters(paramLabel = "KEY", index = "0", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(
            paramLabel = "VALUE",
            index = "1",
            description = "The value, at most 1 MiB; - takes it from standard input, to the byte.")
    private String value = "";

    @Parameters(paramLabel = "VERSION", index = "2", description = "The version that the key has now; 0 creates it.")
    private String version = "";

    PutCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) throws IOException {
        Key wanted = checked(() -> Key.of(key));
        Version expected = checked(() -> Formats.version(version));
        byte[] bytes = value.equals("-")
                ? surroundings().in().readNBytes(Value.LENGTH_MAX + 1)
                : value.getBytes(StandardCharsets.UTF_8);
        Value written = checked(() -> Value.of(bytes));
        return report(clerk.put(wanted, written, expected));
    }
}
