package dev.latchkey.server.access;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.wire.verbs.Verb;
import org.jspecify.annotations.Nullable;

/** Limits the sessions of each user, and logs the use of sessions of other users. Used on the connection's thread only. */
public final class SessionAccess {

    /** Why a session is not opened if the user has as many as it may have. */
    public static final String TOO_MANY =
            "the user has the maximum number of sessions that it may have: close some, or wait until" + " some expire";

    private static final OfSessions<Boolean> OPENS = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean openSession(Command.OpenSession command) {
            return true;
        }
    };

    private final Engine engine;
    private final ClientState client;
    private final AuditLog audit;

    public SessionAccess(Engine engine, ClientState client, AuditLog audit) {
        this.engine = engine;
        this.client = client;
        this.audit = audit;
    }

    /** A session that is about to be opened, and counts for the limit of its user until the outcome is known. */
    public record Opening(Account account) {

        /** The session is open, or will not be opened. */
        public void known() {
            account.sessionBegun();
        }
    }

    /** Whether {@code command} opens a session and the number of sessions of the user is limited. */
    public boolean isLimited(Command command) {
        Account account = client.account();
        return account != null && account.limitsSessions() && command.match(OPENS);
    }

    /** Counts a session that is about to be opened; null if the user has as many as it may have. */
    public @Nullable Opening open() {
        Account account = client.account();
        return account != null && account.beginSession(() -> engine.sessionsOf(account.name()))
                ? new Opening(account)
                : null;
    }

    /** Whether {@link #answered} is to be called with the reply to a command. */
    public boolean isObserved() {
        Account account = client.account();
        return account != null && account.isOfFile();
    }

    /** As {@link #answered(Verb, Command, Reply)}, for a client that does not request commands by verbs. */
    public void answered(Command command, Reply reply) {
        answered(StoreVerb.of(command), command, reply);
    }

    /** Logs a command that was refused because its session belongs to another user. */
    public void answered(Verb verb, Command command, Reply reply) {
        Command.Transaction transaction = command.asTransaction();
        if (transaction != null && reply instanceof Reply.TransactionRefused refused) {
            Command.Put put =
                    transaction.operations().get(refused.operation() - 1).asPut();
            if (put != null) {
                answered(verb, put, refused.reason());
            }
            return;
        }
        if (reply instanceof Reply.NoSession
                && SessionUse.of(command)
                        .flatMap(engine::userOf)
                        .filter(user -> !user.equals(client.user()))
                        .isPresent()) {
            audit.foreignSession(client.source(), verb.name());
        }
    }
}
