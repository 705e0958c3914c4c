package dev.latchkey.server;

import dev.latchkey.wire.Protocol;
import org.jspecify.annotations.Nullable;

/** What a connection's introductions have agreed on so far. Belongs to the connection's thread. */
final class ClientState {

    private final long id;
    private Protocol protocol = Protocol.RESP2;
    private boolean loggedIn;
    private boolean amidTransaction;
    private boolean leaving;
    private @Nullable String name;

    ClientState(long id, boolean loggedIn) {
        this.id = id;
        this.loggedIn = loggedIn;
    }

    long id() {
        return id;
    }

    Protocol protocol() {
        return protocol;
    }

    void speak(Protocol chosen) {
        protocol = chosen;
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    void logIn() {
        loggedIn = true;
    }

    /** Whether MULTI came and neither EXEC nor DISCARD did: nothing is executed. */
    boolean isAmidTransaction() {
        return amidTransaction;
    }

    void setAmidTransaction(boolean amid) {
        amidTransaction = amid;
    }

    @Nullable
    String name() {
        return name;
    }

    void setName(@Nullable String chosen) {
        name = chosen;
    }

    /** Whether the client said QUIT. */
    boolean isLeaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /** As a connection is when it begins. */
    void reset(boolean loggedInWithoutPassword) {
        protocol = Protocol.RESP2;
        loggedIn = loggedInWithoutPassword;
        amidTransaction = false;
        name = null;
    }
}
