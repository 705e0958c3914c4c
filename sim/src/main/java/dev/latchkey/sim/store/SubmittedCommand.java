package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.engine.Asker;
import org.jspecify.annotations.Nullable;

/** A command submitted to a store, and the request it came from. */
public final class SubmittedCommand {

    /** Where a command came from; opaque to the store. */
    public interface Origin {}

    public final @Nullable Origin origin;
    public final Command command;
    final Asker asker;

    /** Whether it was answered. */
    boolean answered;

    /** Whether its reply was recorded when the last commit step began, so that it is answered without being logged or applied. */
    boolean fromRecord;

    /** Whether it has arrived at the engine, which has then checked for sessions that are due. */
    boolean arrived;

    /** The number of ends of sessions that were ordered before it. */
    long endsBefore;

    public SubmittedCommand(@Nullable Origin origin, Command command, Asker asker) {
        this.origin = origin;
        this.command = command;
        this.asker = asker;
    }
}
