package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import java.io.IOException;

/** A command that runs one or more operations of a Clerk. */
abstract class ClerkCommand extends ClientCommand {

    ClerkCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** Validates the arguments, runs the operations, and prints the outcome. */
    abstract ExitCode run(Clerk clerk) throws IOException;

    @Override
    public final ExitCode run(ClientConfig config) throws IOException {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            return run(latchkey.clerk().withoutSession());
        }
    }

    /** Prints the outcome of a write: the new version to standard output, anything else to standard error. */
    ExitCode report(PutOutcome outcome) {
        if (isJson()) {
            print(Json.of(outcome));
        }
        return outcome.fold(this::done, this::otherVersion, this::noKey, this::unknown);
    }

    private ExitCode done(Version version) {
        if (!isJson()) {
            print(version.toString());
        }
        return ExitCode.DONE;
    }

    private ExitCode otherVersion(Version current) {
        tell("not done: version conflict, the key is at version " + current);
        return ExitCode.NO;
    }

    private ExitCode noKey() {
        tell("not done: no such key (use version 0 to create it)");
        return ExitCode.NO;
    }

    private ExitCode unknown(PutOutcome.Cause cause) {
        tell("outcome unknown: the write may or may not have taken effect (" + cause
                + "); read the key before trying again");
        return ExitCode.UNKNOWN_OUTCOME;
    }
}
