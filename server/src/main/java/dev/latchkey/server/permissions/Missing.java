package dev.latchkey.server.permissions;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import org.jspecify.annotations.Nullable;

/**
 * A permission that a user does not have but needs for a command.
 *
 * @param permission the name of the permission in a users file
 * @param phrase the permission and the keys that it is needed for
 * @param keys the key, or the prefix of the keys, as printable text; null if the permission is for no keys
 * @param reason why another permission that the user has is not enough, as a clause; empty if it has none
 */
public record Missing(
        String permission, String phrase, @Nullable String keys, String reason) {

    public Missing(String permission, String phrase, @Nullable String keys) {
        this(permission, phrase, keys, "");
    }

    /** Nothing is missing. */
    static final Missing NOTHING = new Missing("", "nothing", null);

    static final Missing ADMIN = new Missing("admin", "'admin'", null);

    static final Missing SESSION = new Missing("write", "'write' or 'lock' for any keys", null);

    boolean isNothing() {
        return permission.isEmpty();
    }

    static Missing read(Key key) {
        return new Missing("read", "'read' for key '" + key + "'", key.toString());
    }

    static Missing write(Key key) {
        return new Missing("write", "'write' for key '" + key + "'", key.toString());
    }

    static Missing owner(Key key) {
        return new Missing(
                "write",
                "'write' for key '" + key + "'",
                key.toString(),
                ", because 'lock' permits only puts with OWNER");
    }

    static Missing read(Prefix prefix) {
        return new Missing("read", "'read' for a key that starts with '" + prefix + "'", prefix.toString());
    }

    static Missing follow(Prefix prefix) {
        return new Missing(
                "follow", "'follow' and 'read' for a key that starts with '" + prefix + "'", prefix.toString());
    }

    /** Returns which permission is missing to run {@code operation}, as the end of a sentence. */
    public String toRun(String operation) {
        return "the permission " + phrase + " to run " + operation + reason;
    }
}
