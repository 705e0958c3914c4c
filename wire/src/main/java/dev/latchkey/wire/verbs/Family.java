package dev.latchkey.wire.verbs;

/**
 * The commands that are handled together: those of the store become a {@link dev.latchkey.core.Command} and go to the engine,
 * each of the other families has a class of handlers in the server.
 */
public enum Family {
    STORE("string"),
    CONNECTION("connection"),
    SERVER("server"),
    BACKUP("server"),
    TRANSACTION("transactions");

    private final String group;

    Family(String group) {
        this.group = group;
    }

    /** The group in COMMAND DOCS: one that redis-cli knows, so that {@code help @string} works there. */
    public String group() {
        return group;
    }
}
