package dev.latchkey.server.access;

import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.server.permissions.Permissions;
import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Requester;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a connection has negotiated: authentication, protocol version, client name, transaction. Used on its thread only. */
public final class ClientState implements Requester {

    private final long id;
    private final String address;
    private final LoginThrottle.Gate passwords;
    private final RandomGenerator chance;

    /** The account without a login by the client: that of the certificate, or that of a server without users. */
    private @Nullable Account initial;

    /** The account of the client; null while it is not authenticated. */
    private @Nullable Account account;

    private String by;
    private Protocol protocol = Protocol.RESP2;
    private final TransactionQueue transaction = new TransactionQueue();
    private boolean leaving;
    private @Nullable String name;

    /**
     * The state of a new connection.
     *
     * @param address where the client is, for the audit log
     * @param initial the account of a client that has not authenticated; null if it must
     * @param passwords limits how often the client may try a password
     * @param chance a secure source, for the ids of sessions
     */
    public ClientState(
            long id, String address, @Nullable Account initial, LoginThrottle.Gate passwords, RandomGenerator chance) {
        this.id = id;
        this.address = address;
        this.passwords = passwords;
        this.chance = chance;
        this.initial = initial;
        this.by = Account.DEFAULT.name();
        enter(initial);
    }

    public long id() {
        return id;
    }

    @Override
    public String user() {
        return account == null ? Account.DEFAULT.name() : account.name();
    }

    @Override
    public SessionId newSession() {
        return SessionId.draw(chance);
    }

    public Protocol protocol() {
        return protocol;
    }

    public void speak(Protocol chosen) {
        protocol = chosen;
    }

    /** Whether the connection is authenticated, or no password is required. */
    public boolean isLoggedIn() {
        return account != null;
    }

    /** The account of the client; null while it is not authenticated. */
    public @Nullable Account account() {
        return account;
    }

    /** What the client may do now. */
    public Permissions permissions() {
        return account == null ? Permissions.NONE : account.permissions();
    }

    /** Whether the client is authenticated as a user who was removed, or who logs in by other means by now. */
    public boolean isRevoked() {
        return (account != null && account.isRevoked()) || (initial != null && initial.isRevoked());
    }

    /** Who does what the audit log lists. */
    public AuditLog.Source source() {
        return new AuditLog.Source(user(), address);
    }

    /** Limits how often the client may try a password. */
    public LoginThrottle.Gate passwords() {
        return passwords;
    }

    /** Authenticates the client; returns false, and changes nothing, if the user has as many connections as it may have. */
    public boolean logIn(Account next) {
        if (next == account) {
            return true;
        }
        if (!next.connect()) {
            return false;
        }
        leaveAccount();
        enter(next);
        return true;
    }

    /** As {@link #logIn}, by the certificate of the client, which stays when the connection is reset. */
    public boolean identify(Account next) {
        boolean admitted = logIn(next);
        initial = admitted ? next : initial;
        return admitted;
    }

    private void enter(@Nullable Account next) {
        account = next;
        setName(name);
    }

    private void leaveAccount() {
        if (account != null) {
            account.disconnect();
        }
    }

    /** The connection is closed, and does not count as one of its user any more. */
    public void disconnected() {
        leaveAccount();
        account = null;
        initial = null;
    }

    /** The transaction that the client has begun, and the keys that it watches. */
    public TransactionQueue transaction() {
        return transaction;
    }

    @Nullable
    public String name() {
        return name;
    }

    public void setName(@Nullable String chosen) {
        name = chosen;
        boolean ofFile = account != null && account.isOfFile();
        by = chosen == null || ofFile ? user() : Origin.cut(chosen);
    }

    /**
     * Who is logged with writes: the user if the server has a users file, so that no other one can be claimed; otherwise the name of the
     * client, or {@code default}.
     */
    public String by() {
        return by;
    }

    /** Whether the client has sent QUIT. */
    public boolean isLeaving() {
        return leaving;
    }

    public void leave() {
        leaving = true;
    }

    /** Restores the state of a new connection. */
    public void reset() {
        protocol = Protocol.RESP2;
        transaction.end();
        name = null;
        logOut();
        setName(null);
    }

    /** Returns to the account without a login by the client; returns whether the client is authenticated then. */
    public boolean logOut() {
        if (initial == null || !logIn(initial)) {
            leaveAccount();
            enter(null);
        }
        return isLoggedIn();
    }
}
