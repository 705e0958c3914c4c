package dev.latchkey.http.route;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemType;

/** The responses to replies of the store that refuse a command. */
public final class StoreRefusals {

    private StoreRefusals() {}

    /** Returns the step that reports a refusal which the command of every route can get. */
    public static Step refusal(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return Step.refuse(of(refused.reason()));
        }
        if (reply instanceof Reply.NoSession) {
            return Step.refuse(Problem.notDone(ProblemType.NO_SESSION, "the session does not exist, or it has ended"));
        }
        throw new IllegalStateException("unexpected reply of the store: " + reply.getClass());
    }

    /** Returns the problem that reports a refusal. */
    public static Problem of(Reply.Refusal reason) {
        return switch (reason) {
            case VERSIONS_USED_UP ->
                Problem.notDone(ProblemType.VERSIONS_USED_UP, "only a delete can reach the maximum version");
            case REPLY_TOO_LARGE ->
                Problem.notDone(
                        ProblemType.LIMIT,
                        "the results of the transaction exceed " + Command.Transaction.BYTES_MAX + " bytes");
            case SESSIONS_FULL -> Problem.passing(ProblemType.LIMIT, "the store has as many sessions as it can have");
            case OWNED_KEYS_FULL -> Problem.notDone(ProblemType.LIMIT, "the session owns as many keys as it can");
            case RECORDS_FULL ->
                Problem.notDone(ProblemType.LIMIT, "the session has as many recorded replies as it can");
            case MEMORY_FULL ->
                Problem.notDone(
                        ProblemType.NO_SPACE, "the memory limit is reached: delete keys, or raise --max-memory");
            case DISK_FULL ->
                Problem.notDone(ProblemType.NO_SPACE, "the disk is full: free disk space, or delete keys");
            case NO_LEADER ->
                Problem.passing(ProblemType.STARTING, "the cluster has no leader: repeat the request later");
            case QUEUE_FULL -> Problem.passing(ProblemType.LIMIT, "the write queue is full: repeat the request later");
        };
    }
}
