package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import picocli.CommandLine.Command;

/** {@code latchkey locks}: lists the locks that are held. */
@Command(
        name = "locks",
        description = {
            "Lists the locks that are held, one per line: name, fencing token, since when, and the owner text of the"
                    + " holder, separated by tabs.",
            "",
            "The time is that of the holder's clock, and the owner text is the holder's own; both are - if unknown."
                    + " Locks are keys with the prefix lock/ and a value that is not empty.",
            ""
        },
        footer = {"", "Exit codes: 0 success; 2 usage error; 4 no connection or no reply."})
public final class LocksCommand extends ClientCommand {

    public LocksCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(ClientConfig config) {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            new HeldLocks(latchkey.clerk(), isJson(), this::print).printAll();
            return ExitCode.DONE;
        }
    }
}
