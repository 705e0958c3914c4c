package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.ClientConfig;
import java.io.IOException;

/**
 * A command that runs one or more operations of a Clerk. Its writes are sent in a session, so the outcome of a write that had to be
 * retried is known; a command that only reads opens none.
 */
abstract class ClerkCommand extends ClientCommand {

    ClerkCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** Validates the arguments, runs the operations, and prints the outcome. */
    abstract ExitCode run(Clerk clerk) throws IOException;

    @Override
    public final ExitCode run(ClientConfig config) throws IOException {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            return run(latchkey.clerk());
        }
    }
}
