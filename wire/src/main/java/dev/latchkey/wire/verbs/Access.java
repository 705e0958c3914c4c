package dev.latchkey.wire.verbs;

/**
 * Who may run a command, and which permission it needs if the server has users. A server without users has only one, who has every
 * permission, and every authenticated client is that user. What a command for the store needs for which key follows from its arguments.
 */
public enum Access {
    /** Any client, even one that has not authenticated. */
    BEFORE_LOGIN("none, not even a login"),

    /** Any authenticated client, whatever its permissions: the command neither reads nor changes what permissions protect. */
    ANY_USER("none"),

    /** Users with {@code read} for the key, or with {@code lock} for the lock that the key belongs to. */
    READ("`read` for the key"),

    /** Users with {@code read} for a key with the prefix, or {@code lock}; the reply has only the keys that they may read. */
    READ_PREFIX("`read` for keys with the prefix; the reply has only the keys that the user may read"),

    /** Users with {@code write} for the key; {@code lock} permits deletes, and puts with an owner, of the keys of locks. */
    WRITE("`write` for the key, and `read` for the key of a guard"),

    /** Users with {@code read} and {@code follow} for a key with the prefix, or {@code lock}; others' events are not shown. */
    FOLLOW("`read` and `follow` for keys with the prefix; events of other keys are left out"),

    /** Users with {@code write} or {@code lock} for any key, and their own sessions only. */
    SESSION("`write` or `lock` for any keys; a session belongs to the user who opened it"),

    /** Users who may run the command that this one contains, in a session of their own. */
    CONTAINED("that of the command it contains; the session belongs to the user who opened it"),

    /** Users who may run every operation of the transaction. */
    OPERATIONS("that of each of its operations; a `CHECK` needs `read` for the key"),

    /** Users with {@code admin}. */
    ADMIN("`admin`");

    private final String permission;

    Access(String permission) {
        this.permission = permission;
    }

    /** The permission that the command needs, as a phrase. */
    public String permission() {
        return permission;
    }
}
