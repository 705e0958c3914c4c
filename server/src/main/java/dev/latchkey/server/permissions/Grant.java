package dev.latchkey.server.permissions;

import dev.latchkey.core.Prefix;

/** A permission for all keys, or all locks, whose name starts with a prefix. */
public record Grant(Kind kind, Prefix prefix) {

    /** The kinds of permissions that name a prefix. */
    public enum Kind {
        READ("read"),
        WRITE("write"),
        LOCK("lock"),
        FOLLOW("follow");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The name of the kind in a users file. */
        public String word() {
            return word;
        }
    }

    @Override
    public String toString() {
        return kind.word + ":" + EscapedText.of(prefix.bytes);
    }
}
