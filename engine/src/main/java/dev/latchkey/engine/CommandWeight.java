package dev.latchkey.engine;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Reply;
import dev.latchkey.core.state.StateMachine;
import java.util.List;

/** Estimates how many bytes of memory a command and its reply use until the reply is sent. Bounds queues and batches. */
public final class CommandWeight {

    /** The objects of a command, beside its keys and values. */
    private static final int OVERHEAD_BYTES = 256;

    /** The objects of a reply, beside its keys and values. */
    private static final int REPLY_BYTES = 64;

    /** The objects of one operation of a transaction and its result, beside its keys and value. */
    private static final int OPERATION_BYTES = 160;

    /** The objects of one entry of a page, beside its key and value. */
    private static final int ENTRY_BYTES = 80;

    /** The objects of one event, beside its key and value, and those that the history shares with it until it evicts the event. */
    private static final int EVENT_BYTES = 64 + HistoryLimits.EVENT_BYTES;

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

    /**
     * Returns about how many bytes a reply uses while it is kept. A value counts in full although the store may hold the same one: the
     * store may replace it first.
     */
    public static int ofReply(Reply reply) {
        if (reply instanceof Reply.Found found) {
            return REPLY_BYTES + found.versioned().value().length();
        }
        if (reply instanceof Reply.Transacted transacted) {
            return REPLY_BYTES + ofResults(transacted);
        }
        if (reply instanceof Reply.Changed changed) {
            return REPLY_BYTES + ofEvents(changed.events());
        }
        if (reply instanceof Reply.EventsOfKey events) {
            return REPLY_BYTES + events.events().size() * EVENT_BYTES;
        }
        return reply instanceof Reply.Listed page ? ofPage(page) : REPLY_BYTES;
    }

    /** Returns about how many bytes events use while they are kept; the history may have evicted them. */
    public static int ofEvents(List<KeyEvent> events) {
        int bytes = 0;
        for (KeyEvent event : events) {
            bytes += EVENT_BYTES + event.key().length();
            bytes += event.value() == null ? 0 : event.value().length();
        }
        return bytes;
    }

    private static int ofResults(Reply.Transacted transacted) {
        int bytes = 0;
        for (Reply.Result result : transacted.results()) {
            bytes += OPERATION_BYTES + result.bytes();
        }
        return bytes;
    }

    private static int ofPage(Reply.Listed page) {
        int bytes = REPLY_BYTES;
        for (Reply.Listed.Entry entry : page.entries()) {
            bytes += ENTRY_BYTES + entry.key().length();
            bytes += entry.value() == null ? 0 : entry.value().length();
        }
        return bytes;
    }

    /** @param pageBytes the size of the reply to a command that can read several values; 0 if replies do not count */
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
        public Integer transaction(Command.Transaction command) {
            boolean hasLongReply = pageBytes > 0 && command.hasReads();
            int payload = hasLongReply ? Command.Transaction.BYTES_MAX : command.bytes();
            return OPERATION_BYTES * command.operations().size() + payload;
        }

        @Override
        public Integer renewSession(Command.RenewSession command) {
            return 0;
        }

        @Override
        public Integer openSession(Command.OpenSession command) {
            return command.bytes();
        }

        @Override
        public Integer keepSession(Command.KeepSession command) {
            return command.bytes();
        }

        @Override
        public Integer closeSession(Command.CloseSession command) {
            return command.bytes();
        }

        @Override
        public Integer endSession(Command.EndSession command) {
            return command.bytes();
        }

        @Override
        public Integer once(Command.Once command) {
            return Math.max(command.bytes(), command.step().match(this));
        }

        @Override
        public Integer cancel(Command.Cancel command) {
            return command.bytes();
        }

        @Override
        public Integer history(HistoryRead command) {
            return pageBytes;
        }

        @Override
        public Integer listKeys(Command.ListKeys command) {
            return pageBytes;
        }
    }
}
