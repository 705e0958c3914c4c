package dev.latchkey.check.model.txn;

/** The result of one operation of a transaction that took effect. */
public sealed interface StepResult {

    StepResult CHECKED = new Checked();
    StepResult NO_KEY = new NoKey();

    /** The check held. */
    record Checked() implements StepResult {
        @Override
        public String toString() {
            return "ok";
        }
    }

    /** The result of a get of a key that does not exist. */
    record NoKey() implements StepResult {
        @Override
        public String toString() {
            return "no key";
        }
    }

    /** The result of a get that reads the version. */
    record Found(Object value, long version) implements StepResult {
        @Override
        public String toString() {
            return value + " @" + version;
        }
    }

    /** The result of a get that reads only the value. */
    record Value(Object value) implements StepResult {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** The put or delete made {@code version}. */
    record Written(long version) implements StepResult {
        @Override
        public String toString() {
            return "@" + version;
        }
    }
}
