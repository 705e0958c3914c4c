package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.state.StateMachine;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command that waits for its turn, and who asked. */
public final class QueuedCommand {

    /** The command, this object and its place among others. */
    private static final int WAITING_COST_BYTES = 256;

    private static final Payload PAYLOAD = new Payload();

    final Command command;
    final Executor home;
    private final Consumer<Reply> whenDone;

    @Nullable
    Reply reply;

    QueuedCommand(Command command, Executor home, Consumer<Reply> whenDone) {
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

    /** About how many bytes it holds while it waits, or its reply then. */
    int weight() {
        return weightOf(command);
    }

    /** About how many bytes it holds while it waits: its page, if it asks for one, is made when its turn has come. */
    int heldBytes() {
        return command instanceof Command.ListKeys ? WAITING_COST_BYTES : weight();
    }

    public static int weightOf(Command command) {
        return WAITING_COST_BYTES + command.match(PAYLOAD);
    }

    private static final class Payload implements Command.Cases<Integer> {

        @Override
        public Integer get(Command.Get command) {
            return command.key().length();
        }

        @Override
        public Integer put(Command.Put command) {
            return command.key().length() + command.value().length();
        }

        @Override
        public Integer delete(Command.Delete command) {
            return command.key().length();
        }

        @Override
        public Integer listKeys(Command.ListKeys command) {
            return StateMachine.PAGE_BYTES_MAX;
        }
    }
}
