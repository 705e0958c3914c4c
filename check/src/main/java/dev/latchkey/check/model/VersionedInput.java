package dev.latchkey.check.model;

/** The operations on a versioned key. */
public sealed interface VersionedInput {

    /** Reads value and version. */
    record Get() implements VersionedInput {
        @Override
        public String toString() {
            return "get";
        }
    }

    /** Writes {@code value} if the current version is {@code version}; with version 0, creates the key if it is absent. */
    record Put(Object value, long version) implements VersionedInput {

        public Put {
            if (version < 0) {
                throw new IllegalArgumentException("the version of a put must be 0 or more, not " + version);
            }
        }

        @Override
        public String toString() {
            return "put " + value + " @" + version;
        }
    }

    /** Deletes the key if its current version is {@code version}. */
    record Delete(long version) implements VersionedInput {

        public Delete {
            if (version < 1) {
                throw new IllegalArgumentException("the version of a delete must be 1 or more, not " + version);
            }
        }

        @Override
        public String toString() {
            return "delete @" + version;
        }
    }
}
