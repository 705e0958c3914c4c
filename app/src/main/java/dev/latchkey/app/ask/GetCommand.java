package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey get}: writes a value to standard output, byte for byte. */
@Command(
        name = "get",
        description = {"Reads a key and writes its value to standard output, byte for byte.", ""},
        footer = {
            "",
            "With --json, a key that does not exist has the value null and version 0.",
            "",
            "Exit codes: 0 success; 1 no such key; 2 usage error; 4 no connection or no reply.",
            "",
            "Examples:",
            "  latchkey get config > config.json",
            "  latchkey put config - $(latchkey get --only-version config) < config.json"
        })
public final class GetCommand extends ClerkCommand {

    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Option(
            names = "--only-version",
            description =
                    "Print the version instead of the value; 0 if the key does not exist, the version that lets put"
                            + " create it.")
    private boolean onlyVersion;

    public GetCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) throws IOException {
        Key wanted = checked(() -> Key.of(key));
        Optional<Versioned> found = clerk.get(wanted);
        if (onlyVersion) {
            printVersion(wanted, found.map(Versioned::version).orElse(Version.NONE));
            return ExitCode.DONE;
        }
        if (found.isEmpty()) {
            return noSuchKey(wanted);
        }
        printValue(wanted, found.get());
        return ExitCode.DONE;
    }

    private ExitCode noSuchKey(Key key) {
        if (isJson()) {
            print(Json.object(json -> {
                Json.bytes(json, "key", key);
                json.writeNullField("value");
                Json.version(json, "version", Version.NONE);
            }));
        }
        tell("no such key");
        return ExitCode.NO;
    }

    private void printVersion(Key key, Version version) {
        if (isJson()) {
            print(Json.object(json -> {
                Json.bytes(json, "key", key);
                Json.version(json, "version", version);
            }));
        } else {
            print(version.toString());
        }
    }

    private void printValue(Key key, Versioned found) throws IOException {
        if (isJson()) {
            print(Json.object(json -> {
                Json.bytes(json, "key", key);
                Json.bytes(json, "value", found.value());
                Json.version(json, "version", found.version());
                json.writeNumberField("revision", found.revision());
            }));
            return;
        }
        found.value().writeTo(surroundings().out()::write);
        if (surroundings().terminal()) {
            print("");
        }
    }
}
