package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import dev.latchkey.client.clerk.PutOutcome.ErrNoKey;
import dev.latchkey.client.clerk.PutOutcome.ErrVersion;
import dev.latchkey.client.clerk.PutOutcome.Ok;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import java.util.Optional;

/**
 * What an answer to a write means, given how often the write was handed to a link. The one place where doubt comes from
 * answers: a refusal is definite only if there was exactly one send. After a second, an earlier send may have been executed
 * and have caused the refusal, whichever of them it answers.
 */
final class OutcomeRule {

    private OutcomeRule() {}

    /** @throws RefusedException if the write was certainly not done, and for a reason that is no outcome of a put */
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

    /** What the server said, much as it says it. */
    static String text(Answer answer) {
        if (answer instanceof Answer.OfServer server) {
            return server.error().message();
        }
        Reply reply = ((Answer.OfStore) answer).reply();
        if (reply instanceof Reply.Conflict conflict) {
            return "ERRVERSION " + conflict.current();
        }
        if (reply instanceof Reply.Refused refused) {
            return switch (refused.reason()) {
                case NO_ROOM, DISK_FULL, TOO_MUCH_WAITS -> "ERRFULL no room for this write";
                case VERSIONS_USED_UP -> "ERR the versions of this key are used up: it cannot be written again";
            };
        }
        return reply instanceof Reply.NoKey ? "ERRNOKEY" : reply.toString();
    }
}
