package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import java.io.IOException;

/** A command that is one or more operations of a Clerk. */
abstract class ClerkCommand extends ClientCommand {

    ClerkCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Checks the arguments, asks the Clerk, and says how that ended. */
    abstract ExitCode run(Clerk clerk) throws IOException;

    @Override
    public final ExitCode run(ClientConfig config) throws IOException {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            return run(latchkey.clerk());
        }
    }

    /** Says what became of a write: the version it made on standard output, anything else on standard error. */
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
        tell("not done: the key is at version " + current);
        return ExitCode.NO;
    }

    private ExitCode noKey() {
        tell("not done: there is no such key (version 0 creates one)");
        return ExitCode.NO;
    }

    private ExitCode unknown(PutOutcome.Cause cause) {
        tell("nobody knows whether it was done: " + cause + "; read the key before trying again");
        return ExitCode.UNKNOWN_OUTCOME;
    }
}
