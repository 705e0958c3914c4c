package dev.latchkey.server.access;

import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Requester;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a connection has negotiated: authentication, protocol version, client name, transaction. Used on its thread only. */
public final class ClientState implements Requester {

    /** The only user. */
    private static final String DEFAULT_USER = "default";

    private final long id;
    private final LoginThrottle.Gate passwords;
    private final RandomGenerator chance;
    private String by = DEFAULT_USER;
    private Protocol protocol = Protocol.RESP2;
    private boolean loggedIn;
    private boolean inTransaction;
    private boolean leaving;
    private @Nullable String name;

    /**
     * The state of a new connection.
     *
     * @param passwords limits how often the client may try a password
     * @param chance a secure source, for the ids of sessions
     */
    public ClientState(long id, boolean loggedIn, LoginThrottle.Gate passwords, RandomGenerator chance) {
        this.id = id;
        this.passwords = passwords;
        this.chance = chance;
        this.loggedIn = loggedIn;
    }

    public long id() {
        return id;
    }

    @Override
    public String user() {
        return DEFAULT_USER;
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
        return loggedIn;
    }

    /** Limits how often the client may try a password. */
    public LoginThrottle.Gate passwords() {
        return passwords;
    }

    public void logIn() {
        loggedIn = true;
    }

    /** Whether the client has sent MULTI but neither EXEC nor DISCARD, so that no command is executed. */
    public boolean isInTransaction() {
        return inTransaction;
    }

    public void beginTransaction() {
        inTransaction = true;
    }

    public void endTransaction() {
        inTransaction = false;
    }

    @Nullable
    public String name() {
        return name;
    }

    public void setName(@Nullable String chosen) {
        name = chosen;
        by = chosen == null ? DEFAULT_USER : Origin.cut(chosen);
    }

    /** The name of the client, or that of its user if it has none, as it is logged with writes. */
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
    public void reset(boolean loggedInWithoutPassword) {
        protocol = Protocol.RESP2;
        loggedIn = loggedInWithoutPassword;
        inTransaction = false;
        setName(null);
    }
}
