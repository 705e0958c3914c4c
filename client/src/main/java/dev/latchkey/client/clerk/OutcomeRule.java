package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.ErrNoKey;
import dev.latchkey.client.clerk.PutOutcome.ErrVersion;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.client.session.SessionAnswer;
import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.text.RefusalText;
import dev.latchkey.wire.text.SessionText;
import java.util.Optional;

/**
 * Maps the server's answer to the outcome of a write, given how often the write was sent. This is the only place where an
 * answer leads to an unknown outcome: a refusal is definite only if the write was sent exactly once, or if a session has recorded
 * it. After a second send, an earlier one may have been executed and may have caused the refusal, whichever of them the server
 * answers; but all of them get the recorded reply.
 *
 * <p>The number of sends is counted for each number in a session: a write that gets another number, in a new session, starts again
 * from 0.
 */
final class OutcomeRule {

    /** What to do with a write that was answered. */
    enum Next {
        /** It ends with the outcome of the answer. */
        END,
        /** It is sent again: the refusal of this attempt is temporary, and an earlier attempt may have been executed. */
        RESEND,
        /** It definitely did not take effect, because its session is over, and can be sent in a new one. */
        REOPEN
    }

    private OutcomeRule() {}

    /** Decides what follows the answer to a write in a session. Only a write that was sent once may go on in a new session. */
    static Next next(Answer answer, int sends) {
        if (sends > 1) {
            return isTemporary(answer) ? Next.RESEND : Next.END;
        }
        return SessionAnswer.isNoSession(answer) ? Next.REOPEN : Next.END;
    }

    private static boolean isTemporary(Answer answer) {
        String code = text(ofOperation(answer)).split(" ", 2)[0];
        return code.equals(ErrorCode.ERRFULL.name()) || code.equals("CLUSTERDOWN");
    }

    /** Returns the refusal of the operation if it is that of a transaction. */
    private static Answer ofOperation(Answer answer) {
        return answer instanceof Answer.OfStore store && store.reply() instanceof Reply.TransactionRefused refused
                ? new Answer.OfStore(refused.reason())
                : answer;
    }

    /**
     * Maps the answer to a transaction, like {@link #judgeGuarded}.
     *
     * @param isWrite whether the transaction writes: one that does not has a definite outcome however often it was sent
     */
    static Transaction.Outcome judgeTransaction(Answer answer, int sends, boolean inSession, boolean isWrite) {
        if (answer instanceof Answer.OfStore store && store.reply() instanceof Reply.Transacted transacted) {
            return new Transaction.Done(transacted.results());
        }
        if (isWrite && sends > 1 && !(inSession && SessionAnswer.is(answer))) {
            return new Transaction.Maybe(causeOf(answer, inSession));
        }
        if (answer instanceof Answer.OfStore store && store.reply() instanceof Reply.TransactionRefused refused) {
            Optional<GuardedOutcome> reason = refusal(refused.reason());
            if (reason.isPresent()) {
                return new Transaction.Refused(refused.operation(), reason.get());
            }
        }
        throw new RefusedException(text(answer));
    }

    /** {@link #judgeGuarded} for a write without a guard. */
    static PutOutcome judge(Answer answer, int sends, boolean inSession) {
        GuardedOutcome outcome = judgeGuarded(answer, sends, inSession);
        if (outcome instanceof PutOutcome unguarded) {
            return unguarded;
        }
        throw new RefusedException(text(answer));
    }

    /** @throws RefusedException if the write definitely did not take effect, for a reason that no outcome covers */
    static GuardedOutcome judgeGuarded(Answer answer, int sends, boolean inSession) {
        if (answer instanceof Answer.OfStore store && store.reply() instanceof Reply.Written written) {
            return new Ok(written.version());
        }
        if (sends > 1 && !(inSession && SessionAnswer.is(answer))) {
            return new ErrMaybe(causeOf(answer, inSession));
        }
        Optional<GuardedOutcome> refusal =
                answer instanceof Answer.OfStore store ? refusal(store.reply()) : Optional.empty();
        return refusal.orElseThrow(() -> new RefusedException(text(answer)));
    }

    /** Returns the outcome that a refusal is; empty for one that no outcome covers. */
    private static Optional<GuardedOutcome> refusal(Reply reply) {
        if (reply instanceof Reply.Conflict conflict) {
            return Optional.of(new ErrVersion(conflict.current()));
        }
        if (reply instanceof Reply.NoKey) {
            return Optional.of(new ErrNoKey());
        }
        return reply instanceof Reply.GuardFailed guard
                ? Optional.of(new GuardedOutcome.ErrGuard(guard.current()))
                : Optional.empty();
    }

    private static Cause causeOf(Answer answer, boolean inSession) {
        return inSession && SessionAnswer.isNoSession(answer)
                ? new Cause.SessionLost(SessionLoss.EXPIRED)
                : new Cause.ResendRefused(text(answer), currentVersion(answer));
    }

    private static Optional<Version> currentVersion(Answer answer) {
        return answer instanceof Answer.OfStore store && store.reply() instanceof Reply.Conflict conflict
                ? Optional.of(conflict.current())
                : Optional.empty();
    }

    /** The error as the server sent it: a code, then a sentence. */
    static String text(Answer answer) {
        if (answer instanceof Answer.OfServer server) {
            return server.error().message();
        }
        Reply reply = ((Answer.OfStore) answer).reply();
        if (reply instanceof Reply.Conflict conflict) {
            return "ERRVERSION " + conflict.current();
        }
        if (reply instanceof Reply.GuardFailed guard) {
            return "ERRGUARD " + guard.current();
        }
        if (reply instanceof Reply.Refused refused) {
            return RefusalText.of(refused.reason());
        }
        if (reply instanceof Reply.TransactionRefused refused) {
            return RefusalText.transactionRefused(refused);
        }
        if (reply instanceof Reply.SeqRefused refused) {
            return SessionText.of(refused.reason());
        }
        if (reply instanceof Reply.Cancelled) {
            return SessionText.CANCELLED_BEFORE;
        }
        if (reply instanceof Reply.NoSession) {
            return SessionText.NO_SESSION;
        }
        return reply instanceof Reply.NoKey ? "ERRNOKEY" : reply.toString();
    }
}
