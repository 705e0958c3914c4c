package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.engine.session.OfSessions;
import java.util.ArrayList;
import java.util.List;

/** What an executed command has written: for each put and delete that took effect, alone or in a transaction, the version that it made. */
public final class Effects {

    private static final OfSessions<List<Command.Operation>> OPERATIONS = new OfSessions<>() {
        @Override
        protected List<Command.Operation> other(Command command) {
            return List.of();
        }

        @Override
        public List<Command.Operation> history(HistoryRead command) {
            return List.of();
        }

        @Override
        public List<Command.Operation> put(Command.Put command) {
            return List.of(command);
        }

        @Override
        public List<Command.Operation> delete(Command.Delete command) {
            return List.of(command);
        }

        @Override
        public List<Command.Operation> transaction(Command.Transaction command) {
            return command.operations();
        }

        @Override
        public List<Command.Operation> once(Command.Once command) {
            return command.step().match(this);
        }
    };

    private Effects() {}

    /**
     * One write.
     *
     * @param operation a put or a delete
     */
    public record Effect(Command.Operation operation, Version version) {}

    /** Returns the writes of a command, in order; empty if it was refused or only read. */
    public static List<Effect> of(Command command, Reply reply) {
        List<Command.Operation> operations = command.match(OPERATIONS);
        List<Reply.Result> results = results(reply);
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < Math.min(operations.size(), results.size()); i++) {
            if (results.get(i) instanceof Reply.Result.Written written) {
                effects.add(new Effect(operations.get(i), written.version()));
            }
        }
        return effects;
    }

    /** Returns whether a command with this reply has written. */
    public static boolean isOf(Reply reply) {
        return results(reply).stream().anyMatch(Reply.Result.Written.class::isInstance);
    }

    private static List<Reply.Result> results(Reply reply) {
        if (reply instanceof Reply.Written written) {
            return List.of(new Reply.Result.Written(written.version()));
        }
        return reply instanceof Reply.Transacted transacted ? transacted.results() : List.of();
    }
}
