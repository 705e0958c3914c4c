package dev.latchkey.check.model;

/** What a key with versions answers. */
public sealed interface VersionedOutput {

    VersionedOutput NO_KEY = new NoKey();
    VersionedOutput MAYBE = new Maybe();
    VersionedOutput UNKNOWN = new Unknown();

    /** To a get: the key is there. */
    record Found(Object value, long version) implements VersionedOutput {
        @Override
        public String toString() {
            return value + " @" + version;
        }
    }

    /** The key is absent. To a put or a delete: it was not done. */
    record NoKey() implements VersionedOutput {
        @Override
        public String toString() {
            return "no key";
        }
    }

    /** To a put or a delete: it was done, and the key is at {@code version} now. */
    record Written(long version) implements VersionedOutput {
        @Override
        public String toString() {
            return "@" + version;
        }
    }

    /** To a put or a delete: it was not done, since the key is there at version {@code current}. */
    record Conflict(long current) implements VersionedOutput {
        @Override
        public String toString() {
            return "refused: @" + current;
        }
    }

    /**
     * To a put or a delete, and known at its end: it was done once between call and end, or never will be. Such is the answer to
     * a write that was sent again and then refused because the key was at a <em>later</em> version than the one it named: that
     * version cannot come back. (Refused for any other reason it may still be done: {@link Unknown}.)
     */
    record Maybe() implements VersionedOutput {
        @Override
        public String toString() {
            return "maybe";
        }
    }

    /** Nobody knows: it is done now, later or never. The operation has no end. */
    record Unknown() implements VersionedOutput {
        @Override
        public String toString() {
            return "unknown";
        }
    }
}
