package dev.latchkey.server.access;

import dev.latchkey.core.Command;
import dev.latchkey.server.permissions.Missing;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.wire.verbs.Verb;
import org.jspecify.annotations.Nullable;

/**
 * Decides which commands an authenticated client may run, and logs refusals in the audit log. All protocols use this class, so that they
 * decide alike and give the same reasons. Thread-safe.
 */
public final class CommandPolicy {

    private final AuditLog audit;

    public CommandPolicy(AuditLog audit) {
        this.audit = audit;
    }

    /** Why the client may not run {@code verb}, whatever its arguments, as a sentence; null if it may. */
    public @Nullable String refusal(Verb verb, ClientState client) {
        return refusal(verb.name(), client, client.permissions().missing(verb));
    }

    /**
     * Why the client may not run {@code command}, which it requests by {@code verb}, as a sentence; null if it may. The sentence names the
     * command that {@code ONCE} contains, because the permission is needed for that one; the audit log names the command that was sent.
     */
    public @Nullable String refusal(Verb verb, Command command, ClientState client) {
        Missing missing = client.permissions().missing(command);
        return refusal(verb.name(), StoreVerb.contained(verb, command).name(), client, missing);
    }

    /** As {@link #refusal(Verb, Command, ClientState)}, for a client that does not request commands by verbs. */
    public @Nullable String refusal(Command command, ClientState client) {
        return refusal(StoreVerb.of(command), command, client);
    }

    /** Why the client may not do what only administrators may, as a sentence; null if it may, which is logged. */
    public @Nullable String refusalOfAdmin(String operation, ClientState client) {
        String refusal = refusal(operation, client, client.permissions().missingAdmin());
        if (refusal == null) {
            audit.admin(client.source(), operation, "");
        }
        return refusal;
    }

    private @Nullable String refusal(String operation, ClientState client, @Nullable Missing missing) {
        return refusal(operation, operation, client, missing);
    }

    /**
     * Logs that {@code operation} is refused.
     *
     * @param named the operation that the sentence names
     */
    private @Nullable String refusal(String operation, String named, ClientState client, @Nullable Missing missing) {
        if (missing == null) {
            return null;
        }
        audit.refused(client.source(), operation, missing);
        return "user '" + client.user() + "' needs " + missing.toRun(named);
    }
}
