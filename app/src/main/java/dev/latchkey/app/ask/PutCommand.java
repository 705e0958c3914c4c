package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.KeyChange;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey put}: writes a value from the command line or from standard input. */
@Command(
        name = "put",
        description = {
            "Writes a key if its version is still the given one, and prints the new version.",
            "",
            "--any-version writes the key at whatever version it has: it reads the version and writes, again and again"
                    + " while other clients change the key in between, until --timeout passes. It overwrites what they"
                    + " wrote, so use it for values that do not depend on the previous one.",
            "",
            "The key is written in a session of the server, so a write that has to be sent again, because a reply was lost, has the"
                    + " outcome of its first execution. The outcome is unknown only if the deadline passes, the session"
                    + " expires during an interruption of more than 60 s, or the server has another store.",
            ""
        },
        customSynopsis = {
            "latchkey put [OPTION...] KEY VALUE VERSION",
            "       latchkey put (--any-version | --if-absent) [OPTION...] KEY VALUE",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0  success",
            "  1  definitely not done: version conflict, no such key, or refused",
            "  2  usage error",
            "  3  outcome unknown: no reply before --timeout, or the session or the store was lost; read the key",
            "  4  not sent: no connection to the server",
            "",
            "Examples:",
            "  latchkey put greeting hello 0",
            "  latchkey put photo - 3 < photo.jpg",
            "  latchkey put --any-version status \"up since $(date)\"",
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
            arity = "0..1",
            description = "The current version of the key; 0 creates the key if it does not exist.")
    @Nullable
    private String version;

    @Option(
            names = "--any-version",
            description = "Write the key whatever its version is; create it if it does not exist.")
    private boolean anyVersion;

    @Option(names = "--if-absent", description = "Create the key, and do nothing if it exists. The same as VERSION 0.")
    private boolean ifAbsent;

    public PutCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run(Clerk clerk) {
        Key wanted = checked(() -> Key.of(key));
        Optional<Version> expected = expected();
        Value written = checked(() -> Value.of(valueBytes()));
        return report(
                expected.isPresent()
                        ? clerk.put(wanted, written, expected.get())
                        : clerk.update(wanted, found -> KeyChange.put(written)).outcome());
    }

    /** The version to write at; empty for any. */
    private Optional<Version> expected() {
        String given = version;
        if (Stream.of(given != null, anyVersion, ifAbsent)
                        .filter(chosen -> chosen)
                        .count()
                > 1) {
            throw new UsageException("VERSION, --any-version and --if-absent exclude each other");
        }
        if (anyVersion) {
            return Optional.empty();
        }
        if (ifAbsent) {
            return Optional.of(Version.NONE);
        }
        if (given == null) {
            throw new UsageException(
                    "missing required parameter: 'VERSION', or one of --any-version and --if-absent (see"
                            + " latchkey put --help)");
        }
        return Optional.of(Settings.read("VERSION", given, Formats::version));
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
