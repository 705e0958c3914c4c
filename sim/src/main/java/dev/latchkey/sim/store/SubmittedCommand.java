package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command submitted to a store, and the request it came from. */
public final class SubmittedCommand {

    /** Where a command came from; opaque to the store. */
    public interface Origin {}

    public final @Nullable Origin origin;
    public final Command command;
    final Consumer<Reply> whenDone;

    SubmittedCommand(@Nullable Origin origin, Command command, Consumer<Reply> whenDone) {
        this.origin = origin;
        this.command = command;
        this.whenDone = whenDone;
    }
}
