package dev.latchkey.sim;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command that a store was handed, and for whom. */
final class Asked {

    /**
     * Where a command came from.
     *
     * @param chunk the number of the chunk in which its client sent it
     */
    record Origin(VirtualConnection connection, long chunk) {}

    final @Nullable Origin origin;
    final Command command;
    final Consumer<Reply> whenDone;

    Asked(@Nullable Origin origin, Command command, Consumer<Reply> whenDone) {
        this.origin = origin;
        this.command = command;
        this.whenDone = whenDone;
    }
}
