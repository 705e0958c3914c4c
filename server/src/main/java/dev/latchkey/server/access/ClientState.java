package dev.latchkey.server.access;

import dev.latchkey.wire.Protocol;
import org.jspecify.annotations.Nullable;

/** What a connection's introductions have agreed on so far. Belongs to the connection's thread. */
public final class ClientState {

    private final long id;
    private Protocol protocol = Protocol.RESP2;
    private boolean loggedIn;
    private boolean amidTransaction;
    private boolean leaving;
    private @Nullable String name;

    public ClientState(long id, boolean loggedIn) {
        this.id = id;
        this.loggedIn = loggedIn;
    }

    public long id() {
        return id;
    }

    public Protocol protocol() {
        return protocol;
    }

    public void speak(Protocol chosen) {
        protocol = chosen;
    }

    public boolean isLoggedIn() {
        return loggedIn;
    }

    public void logIn() {
        loggedIn = true;
    }

    /** Whether MULTI came and neither EXEC nor DISCARD did: nothing is executed. */
    public boolean isAmidTransaction() {
        return amidTransaction;
    }

    public void setAmidTransaction(boolean amid) {
        amidTransaction = amid;
    }

    @Nullable
    public String name() {
        return name;
    }

    public void setName(@Nullable String chosen) {
        name = chosen;
    }

    /** Whether the client said QUIT. */
    public boolean isLeaving() {
        return leaving;
    }

    public void leave() {
        leaving = true;
    }

    /** As a connection is when it begins. */
    public void reset(boolean loggedInWithoutPassword) {
        protocol = Protocol.RESP2;
        loggedIn = loggedInWithoutPassword;
        amidTransaction = false;
        name = null;
    }
}
