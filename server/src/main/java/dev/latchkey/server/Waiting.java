package dev.latchkey.server;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command that waits for its turn, and who asked. */
final class Waiting {

    final Command command;
    final Executor home;
    private final Consumer<Reply> whenDone;

    @Nullable
    Reply reply;

    Waiting(Command command, Executor home, Consumer<Reply> whenDone) {
        this.command = command;
        this.home = home;
        this.whenDone = whenDone;
    }

    boolean isRefused() {
        return reply != null;
    }

    /** Called at {@link #home}, once there is a reply. */
    void answer() {
        if (reply == null) {
            throw new IllegalStateException(command + " has no reply");
        }
        whenDone.accept(reply);
    }

    /** The key that it may write. */
    Optional<Key> writtenKey() {
        if (command instanceof Command.Put put) {
            return Optional.of(put.key());
        }
        return command instanceof Command.Delete delete ? Optional.of(delete.key()) : Optional.empty();
    }

    /** The bytes of its key and value. */
    int bytes() {
        return command instanceof Command.Put put
                ? put.key().length() + put.value().length()
                : 0;
    }
}
