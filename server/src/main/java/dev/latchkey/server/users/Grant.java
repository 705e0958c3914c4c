package dev.latchkey.server.users;

import dev.latchkey.core.Prefix;

/** A permission for all keys, or all locks, whose name starts with a prefix. */
record Grant(Kind kind, Prefix prefix) {

    /** The kinds of permissions that name a prefix. */
    enum Kind {
        READ("read"),
        WRITE("write"),
        LOCK("lock"),
        FOLLOW("follow");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The name of the kind in a users file. */
        String word() {
            return word;
        }
    }

    @Override
    public String toString() {
        return kind.word + ":" + EscapedText.of(prefix.bytes);
    }
}
