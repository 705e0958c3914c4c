package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.engine.Asker;
import dev.latchkey.sim.net.VirtualConnection;
import org.jspecify.annotations.Nullable;

/** A command that a store was handed, and for whom. */
public final class SubmittedCommand {

    /**
     * Where a command came from.
     *
     * @param chunk the number of the chunk in which its client sent it
     */
    public record Origin(VirtualConnection connection, long chunk) {}

    public final @Nullable Origin origin;
    public final Command command;
    final Asker asker;

    SubmittedCommand(@Nullable Origin origin, Command command, Asker asker) {
        this.origin = origin;
        this.command = command;
        this.asker = asker;
    }
}
