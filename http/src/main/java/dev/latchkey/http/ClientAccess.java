package dev.latchkey.http;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.CommandPolicy;
import dev.latchkey.server.access.SessionAccess;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.wire.Requester;
import org.jspecify.annotations.Nullable;

/** What the client of one connection may do, by the policy of all protocols. Used on the event loop of the connection only. */
final class ClientAccess {

    private final ClientState client;
    private final CommandPolicy policy;
    private final SessionAccess sessions;

    ClientAccess(Engine engine, ClientState client, AuditLog audit) {
        this.client = client;
        this.policy = new CommandPolicy(audit);
        this.sessions = new SessionAccess(engine, client, audit);
    }

    /** The user of the client. */
    Requester requester() {
        return client;
    }

    /** Who is logged with writes. */
    String by() {
        return client.by();
    }

    /**
     * Checks that the client may run a command.
     *
     * @throws ProblemException if it lacks a permission
     */
    void require(Command command) {
        require(policy.refusal(command, client));
    }

    /**
     * Checks that the client may do what only administrators may.
     *
     * @throws ProblemException if it lacks the permission
     */
    void requireAdmin(String operation) {
        require(policy.refusalOfAdmin(operation, client));
    }

    private static void require(@Nullable String refusal) {
        if (refusal != null) {
            throw new ProblemException(Problem.notDone(ProblemType.PERMISSION, refusal));
        }
    }

    /** Returns {@code command} without the keys that its reply may not show. */
    Command restricted(Command command) {
        return client.permissions().restricted(command);
    }

    /**
     * Counts a session that {@code command} opens, until {@link #known} is called; null if it opens none, or their number is not limited.
     *
     * @throws ProblemException if the user has as many sessions as it may have
     */
    SessionAccess.@Nullable Opening opening(Command command) {
        if (!sessions.isLimited(command)) {
            return null;
        }
        SessionAccess.Opening opening = sessions.open();
        if (opening == null) {
            throw new ProblemException(Problem.notDone(ProblemType.LIMIT, SessionAccess.TOO_MANY));
        }
        return opening;
    }

    /** The engine has answered {@code command}, or its outcome is lost, and then {@code reply} is null. */
    void known(SessionAccess.@Nullable Opening opening, Command command, @Nullable Reply reply) {
        if (opening != null) {
            opening.known();
        }
        if (reply != null && sessions.isObserved()) {
            sessions.answered(command, reply);
        }
    }
}
