package dev.latchkey.check.model;

/** What a key with versions is asked. */
public sealed interface VersionedInput {

    /** Reads value and version. */
    record Get() implements VersionedInput {
        @Override
        public String toString() {
            return "get";
        }
    }

    /** Writes {@code value} if the version is {@code version}; 0 creates the key if it is absent. */
    record Put(Object value, long version) implements VersionedInput {

        public Put {
            if (version < 0) {
                throw new IllegalArgumentException("a put names version " + version + "; allowed is 0 and more");
            }
        }

        @Override
        public String toString() {
            return "put " + value + " @" + version;
        }
    }

    /** Deletes the key if its version is {@code version}. */
    record Delete(long version) implements VersionedInput {

        public Delete {
            if (version < 1) {
                throw new IllegalArgumentException("a delete names version " + version + "; allowed is 1 and more");
            }
        }

        @Override
        public String toString() {
            return "delete @" + version;
        }
    }
}
