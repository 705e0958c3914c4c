package dev.latchkey.check.model.txn;

/** One operation of a transaction. A key is any value with {@code equals}, and is shown by {@code toString}. */
public sealed interface RegisterStep {

    Object key();

    /** Requires that the key has this version; with version 0, that it does not exist. */
    record Check(Object key, long version) implements RegisterStep {

        public Check {
            requireAtLeast(0, version);
        }

        @Override
        public String toString() {
            return "check " + key + " @" + version;
        }
    }

    /** Reads the value and, if {@code withVersion}, the version. */
    record Get(Object key, boolean withVersion) implements RegisterStep {
        @Override
        public String toString() {
            return (withVersion ? "get " : "get value of ") + key;
        }
    }

    /** Writes {@code value} if the current version is {@code version}; with version 0, creates the key if it does not exist. */
    record Put(Object key, Object value, long version) implements RegisterStep {

        public Put {
            requireAtLeast(0, version);
        }

        @Override
        public String toString() {
            return "put " + key + " " + value + " @" + version;
        }
    }

    /** Deletes the key if its current version is {@code version}. */
    record Delete(Object key, long version) implements RegisterStep {

        public Delete {
            requireAtLeast(1, version);
        }

        @Override
        public String toString() {
            return "delete " + key + " @" + version;
        }
    }

    private static void requireAtLeast(long min, long version) {
        if (version < min) {
            throw new IllegalArgumentException("the version must be " + min + " or more, not " + version);
        }
    }
}
