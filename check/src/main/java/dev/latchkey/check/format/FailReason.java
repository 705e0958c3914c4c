package dev.latchkey.check.format;

import java.util.Set;

/** The reason that a Jepsen event gives for its outcome, in {@code :error}. */
final class FailReason {

    /** The operation found a different value than it expected, so its failure says something about the state. */
    private static final Set<String> MISMATCHES =
            Set.of("precondition", "precondition-failed", "cas-mismatch", "value-mismatch", "did-not-succeed");

    /** The outcome is unknown, whatever the event is called. */
    private static final Set<String> TIMEOUTS = Set.of("timed-out", "timeout", "time-out");

    private FailReason() {}

    static boolean isMismatch(JepsenEvent event) {
        return MISMATCHES.contains(of(event));
    }

    static boolean isTimeout(JepsenEvent event) {
        return TIMEOUTS.contains(of(event));
    }

    static boolean isMissing(JepsenEvent event) {
        return of(event).isEmpty();
    }

    /** Old versions of Jepsen replace the value by the reason. */
    private static String of(JepsenEvent event) {
        boolean isInValue = event.error() instanceof Edn.Nil && event.value() instanceof Edn.Keyword;
        return word(isInValue ? event.value() : event.error());
    }

    /** Returns the keyword that an error consists of or begins with; empty for no error. */
    private static String word(Edn error) {
        if (error instanceof Edn.Keyword keyword) {
            return keyword.name();
        }
        if (error instanceof Edn.Text text) {
            String word = text.payload();
            return word.startsWith(":") ? word.substring(1) : word;
        }
        if (error instanceof Edn.Items items && !items.items().isEmpty()) {
            return word(items.items().get(0));
        }
        if (error instanceof Edn.Pairs pairs) {
            Edn type = pairs.get("type");
            return type == null ? pairs.toString() : word(type);
        }
        return error instanceof Edn.Nil ? "" : error.toString();
    }
}
