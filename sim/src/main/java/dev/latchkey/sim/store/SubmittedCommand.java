package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.sim.net.VirtualConnection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command submitted to a store, and the request it came from. */
public final class SubmittedCommand {

    /**
     * The request that a command came from.
     *
     * @param chunk the number of the chunk in which its client sent it
     */
    public record Origin(VirtualConnection connection, long chunk) {}

    public final @Nullable Origin origin;
    public final Command command;
    final Consumer<Reply> whenDone;

    SubmittedCommand(@Nullable Origin origin, Command command, Consumer<Reply> whenDone) {
        this.origin = origin;
        this.command = command;
        this.whenDone = whenDone;
    }
}
