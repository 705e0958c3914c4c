package dev.latchkey.trial.record;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of an operation in the notation of docs/format/history.md, and what the client now believes about the key.
 *
 * @param name the name under which the result is counted
 * @param answer null if there was no reply
 * @param open whether the operation may still take effect
 * @param belief the believed version of the key; {@link #ABSENT} or {@link #UNKNOWN}
 */
public record OperationResult(String name, @Nullable RecordedResult answer, boolean open, long belief) {

    static final long ABSENT = 0;
    static final long UNKNOWN = -1;
    public static final String MAYBE = "maybe";

    /** Why the outcome of a write is unknown; empty if it is known, or if there was no reply. */
    Optional<String> cause() {
        return Optional.ofNullable(answer).map(RecordedResult::cause);
    }

    static OperationResult toGet(Optional<Versioned> read) {
        return read.map(found -> new OperationResult(
                        "ok",
                        RecordedResult.of("OK")
                                .value(Payload.of(found.value().toBytes()))
                                .version(found.version().number()),
                        false,
                        found.version().number()))
                .orElseGet(OperationResult::noKey);
    }

    /**
     * The result of a put or a delete.
     *
     * @param named the expected version in the request
     */
    static OperationResult toWrite(PutOutcome outcome, long named, boolean isPut) {
        return outcome.fold(
                version -> new OperationResult(
                        "ok",
                        RecordedResult.of("OK").version(version.number()),
                        false,
                        isPut ? version.number() : ABSENT),
                current -> new OperationResult(
                        "other version",
                        RecordedResult.of("ERRVERSION").version(current.number()),
                        false,
                        current.number()),
                OperationResult::noKey,
                cause -> maybe(cause, named));
    }

    /** The result of an operation without a reply, or with a reply that says nothing about the key. */
    static OperationResult none(String name, boolean open) {
        return new OperationResult(name, null, open, UNKNOWN);
    }

    private static OperationResult noKey() {
        return new OperationResult("no key", RecordedResult.of("ERRNOKEY"), false, ABSENT);
    }

    private static OperationResult maybe(Cause cause, long named) {
        Optional<Version> current = cause instanceof Cause.ResendRefused refused ? refused.current() : Optional.empty();
        long version = current.map(Version::number).orElse(-1L);
        RecordedResult answer = RecordedResult.of("MAYBE").cause(word(cause));
        boolean closed = named > 0 && version > named;
        return new OperationResult(MAYBE, version < 0 ? answer : answer.version(version), !closed, UNKNOWN);
    }

    private static String word(Cause cause) {
        if (cause instanceof Cause.ResendRefused) {
            return "refused";
        }
        if (cause instanceof Cause.DeadlineEnded) {
            return "deadline";
        }
        if (cause instanceof Cause.SessionLost) {
            return "session";
        }
        return cause instanceof Cause.StoreChanged ? "store" : "abandoned";
    }
}
