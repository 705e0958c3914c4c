package dev.latchkey.app;

import dev.latchkey.client.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey get}: a value to standard output, to the byte. */
@Command(
        name = "get",
        description = {"Reads a key and writes its value to standard output, to the byte.", ""},
        footer = {
            "",
            "Exit codes: 0 read; 1 there is no such key; 2 wrong usage; 4 no answer.",
            "",
            "For example:",
            "  latchkey get config > config.json",
            "  latchkey put config - $(latchkey get --only-version config) < config.json"
        })
final class GetCommand extends ClientCommand {

    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Option(
            names = "--only-version",
            description =
                    "Print the version instead of the value; 0 if there is no such key, which creates it in a put.")
    private boolean onlyVersion;

    GetCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) throws IOException {
        Key wanted = checked(() -> Key.of(key));
        Optional<Versioned> found = clerk.get(wanted);
        if (onlyVersion) {
            print(found.map(Versioned::version).orElse(Version.NONE).toString());
            return ExitCode.DONE;
        }
        if (found.isEmpty()) {
            tell("there is no such key");
            return ExitCode.NO;
        }
        if (isJson()) {
            print(Json.object(json -> {
                Json.bytes(json, "key", wanted);
                Json.bytes(json, "value", found.get().value());
                Json.version(json, "version", found.get().version());
                json.writeNumberField("revision", found.get().revision());
            }));
        } else {
            found.get().value().writeTo(surroundings().out()::write);
            if (surroundings().terminal()) {
                surroundings().out().println();
            }
            surroundings().out().flush();
        }
        return ExitCode.DONE;
    }
}
