package dev.latchkey.check.model.txn;

import java.util.List;
import java.util.stream.Collectors;

/** The results of transactions. */
public sealed interface TransactionOutput {

    TransactionOutput MAYBE = new Maybe();
    TransactionOutput UNKNOWN = new Unknown();

    /** All operations took effect, with these results. */
    record Done(List<StepResult> results) implements TransactionOutput {

        public Done {
            results = List.copyOf(results);
        }

        /** Returns the output of a transaction of one operation. */
        public static Done of(StepResult result) {
            return new Done(List.of(result));
        }

        @Override
        public String toString() {
            return results.size() == 1
                    ? results.get(0).toString()
                    : results.stream().map(StepResult::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /**
     * The transaction did not take effect, because an operation was refused after all operations before it had succeeded.
     *
     * @param step the number of the operation, from 1
     * @param current the version of its key at that point; {@link #NO_KEY} if the key did not exist
     */
    record Refused(int step, long current) implements TransactionOutput {

        /** The key did not exist. */
        public static final long NO_KEY = -1;

        public Refused {
            if (step < 1) {
                throw new IllegalArgumentException("operations are numbered from 1, not from " + step);
            }
        }

        @Override
        public String toString() {
            return "refused at " + step + ": " + (current == NO_KEY ? "no key" : "@" + current);
        }
    }

    /**
     * The result of a single put or delete that took effect at most once between its call and its end, and will not take effect later:
     * a retry was refused because the key was at a later version than the expected one.
     */
    record Maybe() implements TransactionOutput {
        @Override
        public String toString() {
            return "maybe";
        }
    }

    /** The result is unknown: the transaction may take effect as a whole at any time after its call, or never. It must be open. */
    record Unknown() implements TransactionOutput {
        @Override
        public String toString() {
            return "unknown";
        }
    }
}
