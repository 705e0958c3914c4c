package dev.latchkey.client.session;

import dev.latchkey.core.Reply;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.text.RefusalText;

/** Tells the replies that a session records from those that concern one attempt only. */
public final class SessionAnswer {

    private static final String VERSIONS_USED_UP = RefusalText.of(Reply.Refusal.VERSIONS_USED_UP);

    private static final Reply OWNED_KEYS_FULL = new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL);

    private SessionAnswer() {}

    /**
     * Returns whether the session has recorded {@code answer} as the reply to a write, or to its cancellation: every further attempt
     * gets the same one.
     */
    public static boolean is(Answer answer) {
        if (answer instanceof Answer.OfServer server) {
            return server.error().message().equals(VERSIONS_USED_UP);
        }
        Reply reply = ((Answer.OfStore) answer).reply();
        if (reply instanceof Reply.TransactionRefused refused) {
            return !refused.reason().equals(OWNED_KEYS_FULL);
        }
        if (reply instanceof Reply.Refused refused) {
            return refused.reason() == Reply.Refusal.VERSIONS_USED_UP;
        }
        return !isNoSession(answer) && !(reply instanceof Reply.SeqRefused);
    }

    /** Returns whether the server has no such session. */
    public static boolean isNoSession(Answer answer) {
        return answer instanceof Answer.OfStore store && store.reply() instanceof Reply.NoSession;
    }

    /** Returns whether the server refused the number, so that it has no reply for it, or no longer. */
    public static boolean isSeqRefused(Answer answer) {
        return answer instanceof Answer.OfStore store && store.reply() instanceof Reply.SeqRefused;
    }
}
