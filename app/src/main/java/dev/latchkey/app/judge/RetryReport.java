package dev.latchkey.app.judge;

import dev.latchkey.app.console.Json;
import dev.latchkey.trial.torture.RetryPlan;
import dev.latchkey.trial.torture.RetryResult;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code latchkey torture --retried}, as text or JSON.
 *
 * @param records the number of records after which the server takes a snapshot
 * @param given the directory given with --data; null if none was given
 */
record RetryReport(RetryPlan plan, int records, @Nullable String given, TortureDirectory directory) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /**
     * Labeled lines, the verdict last.
     *
     * @param kept whether the data directory was kept
     */
    String text(RetryResult result, boolean kept) {
        Summary text = new Summary();
        text.line(
                "run",
                "%,d writes retried of %,d, %,d kills of %,d, %d clients, seed %d%s",
                result.retried(),
                plan.retried(),
                result.kills(),
                plan.kills(),
                plan.clients(),
                plan.seed(),
                result.endedEarly().map(why -> "; ended early: " + why).orElse(""));
        text.line("repeat", "%s", again());
        text.line(
                "server",
                "%,d starts, %,d snapshots taken, %,d loaded",
                result.starts(),
                result.snapshots(),
                result.fromSnapshots());
        text.line("faults", "%,d%s", sum(result), Summary.parts(result.faults()));
        if (kept) {
            text.line("data", "kept in %s", directory.data());
        }
        text.line("summary", "%s", summary(result));
        text.line("verdict", "%s", result.word());
        return text.explanation(result.broken().orElse("")).toString();
    }

    private static long sum(RetryResult result) {
        return result.faults().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String summary(RetryResult result) {
        return String.format(
                Locale.ROOT,
                "writes %,d, retried %,d, ErrMaybe %,d (session lost %,d, deadline passed %,d), applied twice %,d,"
                        + " lost %,d, otherwise wrong %,d, wall %.1f s, CPU %.1f s",
                result.writes(),
                result.retried(),
                result.maybes(),
                result.unknown().getOrDefault("session", 0L),
                result.unknown().getOrDefault("deadline", 0L),
                result.appliedTwice(),
                result.lost(),
                result.otherwiseWrong(),
                seconds(result.wall()),
                seconds(result.cpu()));
    }

    /** The command that repeats the run. */
    String again() {
        return "latchkey torture --retried " + plan.retried() + " --seed " + plan.seed() + " --cycles " + plan.kills()
                + " --clients " + plan.clients() + " --snapshot-records " + records
                + (given == null ? "" : " --data " + given);
    }

    /** The result as one JSON object. */
    String json(RetryResult result, boolean kept) {
        return Json.object(json -> {
            json.writeStringField("verdict", result.word().name());
            json.writeStringField("explanation", result.broken().orElse(""));
            json.writeNumberField("writes", result.writes());
            json.writeNumberField("retried", result.retried());
            json.writeNumberField("acknowledged", result.done());
            json.writeNumberField("err_maybe", result.maybes());
            Json.counts(json, "unknown", result.unknown());
            json.writeNumberField("applied_twice", result.appliedTwice());
            json.writeNumberField("lost", result.lost());
            json.writeNumberField("otherwise_wrong", result.otherwiseWrong());
            json.writeNumberField("kills", result.kills());
            json.writeNumberField("starts", result.starts());
            json.writeNumberField("snapshots_taken", result.snapshots());
            json.writeNumberField("snapshots_read", result.fromSnapshots());
            Json.counts(json, "fired", result.faults());
            json.writeNumberField("clients", plan.clients());
            json.writeNumberField("seed", plan.seed());
            json.writeNumberField("seconds", seconds(result.wall()));
            json.writeNumberField("cpu_seconds", seconds(result.cpu()));
            json.writeStringField("ended_early", result.endedEarly().orElse(""));
            json.writeStringField("again", again());
            json.writeStringField("data", kept ? directory.data().toString() : "");
        });
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS_PER_SECOND;
    }
}
