package dev.latchkey.engine;

import dev.latchkey.core.Command;
import dev.latchkey.core.state.StateMachine;

/** Estimates how many bytes of memory a command uses between its arrival and its reply. Bounds queues and batches. */
public final class CommandWeight {

    /** The objects of a command, beside its keys and values. */
    private static final int OVERHEAD_BYTES = 256;

    private static final Payload COMMAND = new Payload(0);
    private static final Payload COMMAND_OR_REPLY = new Payload(StateMachine.PAGE_BYTES_MAX);

    private CommandWeight() {}

    /** Returns about how many bytes the command uses until it is executed. */
    public static int ofCommand(Command command) {
        return OVERHEAD_BYTES + command.match(COMMAND);
    }

    /** Returns about how many bytes the command or its reply uses, whichever is larger. */
    public static int ofCommandAndReply(Command command) {
        return OVERHEAD_BYTES + command.match(COMMAND_OR_REPLY);
    }

    private record Payload(int pageBytes) implements Command.Cases<Integer> {

        @Override
        public Integer get(Command.Get command) {
            return command.key().length();
        }

        @Override
        public Integer put(Command.Put command) {
            return command.bytes();
        }

        @Override
        public Integer delete(Command.Delete command) {
            return command.bytes();
        }

        @Override
        public Integer listKeys(Command.ListKeys command) {
            return pageBytes;
        }
    }
}
