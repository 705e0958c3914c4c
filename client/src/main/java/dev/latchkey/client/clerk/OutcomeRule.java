package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.ErrNoKey;
import dev.latchkey.client.clerk.PutOutcome.ErrVersion;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.RefusalText;
import java.util.Optional;

/**
 * Maps the server's answer to the outcome of a write, given how often the write was sent. This is the only place where an
 * answer leads to an unknown outcome: a refusal is definite only if the write was sent exactly once. After a second send, an
 * earlier one may have been executed and may have caused the refusal, whichever of them the server answers.
 */
final class OutcomeRule {

    private OutcomeRule() {}

    /** @throws RefusedException if the write definitely did not take effect, for a reason that no {@link PutOutcome} covers */
    static PutOutcome judge(Answer answer, int sends) {
        if (answer instanceof Answer.OfStore store && store.reply() instanceof Reply.Written written) {
            return new Ok(written.version());
        }
        if (sends > 1) {
            return new ErrMaybe(new Cause.ResendRefused(text(answer), currentVersion(answer)));
        }
        if (answer instanceof Answer.OfStore store) {
            if (store.reply() instanceof Reply.Conflict conflict) {
                return new ErrVersion(conflict.current());
            }
            if (store.reply() instanceof Reply.NoKey) {
                return new ErrNoKey();
            }
        }
        throw new RefusedException(text(answer));
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
        if (reply instanceof Reply.Refused refused) {
            return RefusalText.of(refused.reason());
        }
        return reply instanceof Reply.NoKey ? "ERRNOKEY" : reply.toString();
    }
}
