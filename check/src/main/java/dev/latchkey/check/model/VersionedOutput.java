package dev.latchkey.check.model;

/** The results of operations on a versioned key. */
public sealed interface VersionedOutput {

    VersionedOutput NO_KEY = new NoKey();
    VersionedOutput MAYBE = new Maybe();
    VersionedOutput UNKNOWN = new Unknown();

    /** The result of a get of a present key. */
    record Found(Object value, long version) implements VersionedOutput {
        @Override
        public String toString() {
            return value + " @" + version;
        }
    }

    /** The key is absent. A put or delete with this result did not take effect. */
    record NoKey() implements VersionedOutput {
        @Override
        public String toString() {
            return "no key";
        }
    }

    /** The result of a put or delete that took effect and made {@code version}. */
    record Written(long version) implements VersionedOutput {
        @Override
        public String toString() {
            return "@" + version;
        }
    }

    /** The result of a put or delete that did not take effect, because the key is present at version {@code current}. */
    record Conflict(long current) implements VersionedOutput {
        @Override
        public String toString() {
            return "refused: @" + current;
        }
    }

    /**
     * The result of a put or delete that took effect at most once between its call and its end, and will not take effect later. A
     * client gets it if a retry was refused because the key was at a <em>later</em> version than the expected one: that version
     * cannot come back. (A write that was refused for any other reason may still take effect; its result is {@link Unknown}.)
     */
    record Maybe() implements VersionedOutput {
        @Override
        public String toString() {
            return "maybe";
        }
    }

    /** The result is unknown: the operation may take effect at any time after its call, or never. It must be open. */
    record Unknown() implements VersionedOutput {
        @Override
        public String toString() {
            return "unknown";
        }
    }
}
