package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import org.jspecify.annotations.Nullable;

/** The rule that decides whether a step of a session is executed: its number must be in the window and must not have a record. */
final class StepRule {

    private StepRule() {}

    /** Returns the reply to a command whose step is not executed; null if it is. */
    static @Nullable Reply known(Session session, Command.Once command) {
        Reply.SeqReason refusal = refusal(session, command);
        if (refusal != null) {
            return new Reply.SeqRefused(refusal);
        }
        Recorded recorded = session.recorded(command.seq());
        if (recorded == null || isCancel(command)) {
            return recorded == null ? null : recorded.reply();
        }
        if (recorded.isCancelled()) {
            return new Reply.Cancelled(true);
        }
        return recorded.fingerprint() == Fingerprint.of(command.step())
                ? recorded.reply()
                : new Reply.SeqRefused(Reply.SeqReason.OTHER_COMMAND);
    }

    private static Reply.@Nullable SeqReason refusal(Session session, Command.Once command) {
        if (command.seq() <= command.acked()) {
            return Reply.SeqReason.ACKED_BY_ITSELF;
        }
        if (command.seq() <= session.acked()) {
            return Reply.SeqReason.ACKED_BEFORE;
        }
        long acked = Math.max(session.acked(), command.acked());
        return command.seq() - acked > Command.Once.WINDOW ? Reply.SeqReason.BEYOND_WINDOW : null;
    }

    /** Returns the bytes of the recorded replies after the step has been executed, at least; a transaction can add more. */
    static int recordBytesAfter(Session session, Command.Once command) {
        return (session.records() - session.recordsUpTo(command.acked()) + 1) * Recorded.BYTES
                + session.variableBytes()
                - session.variableBytesUpTo(command.acked());
    }

    static boolean isCancel(Command.Once command) {
        return command.step().equals(Command.Cancel.INSTANCE);
    }
}
