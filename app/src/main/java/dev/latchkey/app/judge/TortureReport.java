package dev.latchkey.app.judge;

import dev.latchkey.app.console.Json;
import dev.latchkey.trial.torture.TorturePlan;
import dev.latchkey.trial.torture.TortureResult;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code latchkey torture}, as text or JSON.
 *
 * @param records the number of records after which the server takes a snapshot
 * @param given the directory given with --data; null if none was given
 */
record TortureReport(
        TorturePlan plan, int records, @Nullable String given, TortureDirectory directory) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /**
     * Labeled lines, the verdict last.
     *
     * @param kept whether the data directory was kept
     */
    String text(TortureResult result, boolean kept) {
        Summary text = new Summary();
        text.line(
                "run",
                "%,d kills of %,d, %d clients, %.1f s, seed %d%s",
                result.kills(),
                plan.cycles(),
                plan.clients(),
                seconds(result.time()),
                plan.seed(),
                result.endedEarly().map(why -> "; ended early: " + why).orElse(""));
        text.line("repeat", "%s", again());
        ofServer(result, text);
        ofClients(result, text);
        if (kept) {
            text.line("data", "kept in %s", directory.data());
        }
        text.line("verdict", "%s, of %,d operations", result.word(), result.judged());
        return text.explanation(why(result)).toString();
    }

    private static void ofServer(TortureResult result, Summary text) {
        text.line(
                "starts",
                "%,d, slowest ready after %.2f s, slowest recovery %.2f s",
                result.starts(),
                seconds(result.startMax()),
                seconds(result.recoveryMax()));
        text.line(
                "disk",
                "%,d torn tails truncated, %,d snapshots taken, %,d loaded",
                result.cuts(),
                result.snapshots(),
                result.fromSnapshots());
    }

    private void ofClients(TortureResult result, Summary text) {
        text.line("operations", "%,d on %,d keys%s", result.operations(), result.keys(), Summary.parts(result.asked()));
        text.line("answers", "%,d ErrMaybe%s", result.maybes(), Summary.parts(result.answered()));
        ofRetries(text, result.unknown(), result.retriedWrites(), plan.inSession());
        result.refusals().forEach((words, count) -> text.line("refused", "%,d times: %s", count, words));
        text.line(
                "writes",
                "%,d acknowledged%s",
                result.acknowledged(),
                result.isOk() ? ", each found exactly once" : "");
    }

    /** The writes that were retried, and the causes of unknown outcomes. */
    static void ofRetries(Summary text, SortedMap<String, Long> unknown, long retried, boolean inSession) {
        if (!unknown.isEmpty()) {
            text.line(
                    "ErrMaybe",
                    "%,d%s",
                    unknown.values().stream().mapToLong(Long::longValue).sum(),
                    Summary.parts(unknown));
        }
        text.line(
                "retried",
                "%,d writes%s",
                retried,
                inSession ? ", each with the outcome of its first execution" : ", without sessions");
    }

    /** The command that repeats the run. */
    String again() {
        return "latchkey torture --seed " + plan.seed() + " --cycles " + plan.cycles() + " --clients " + plan.clients()
                + (plan.inSession() ? "" : " --without-session") + " --snapshot-records " + records
                + (given == null ? "" : " --data " + given);
    }

    /** The result as one JSON object. */
    String json(TortureResult result, boolean kept) {
        return Json.object(json -> {
            json.writeStringField("verdict", result.word().name());
            json.writeNumberField("judged", result.judged());
            json.writeStringField("explanation", why(result));
            json.writeNumberField("kills", result.kills());
            json.writeNumberField("cycles", plan.cycles());
            json.writeNumberField("clients", plan.clients());
            json.writeNumberField("seconds", seconds(result.time()));
            json.writeNumberField("seed", plan.seed());
            json.writeStringField("ended_early", result.endedEarly().orElse(""));
            json.writeStringField("again", again());
            json.writeNumberField("starts", result.starts());
            json.writeNumberField("start_seconds_max", seconds(result.startMax()));
            json.writeNumberField("recovery_seconds_max", seconds(result.recoveryMax()));
            json.writeNumberField("torn_ends_cut", result.cuts());
            json.writeNumberField("snapshots_taken", result.snapshots());
            json.writeNumberField("snapshots_read", result.fromSnapshots());
            json.writeNumberField("operations", result.operations());
            json.writeNumberField("keys", result.keys());
            json.writeNumberField("err_maybe", result.maybes());
            Json.counts(json, "unknown", result.unknown());
            json.writeNumberField("retried_writes", result.retriedWrites());
            json.writeNumberField("resent_creates", result.resentCreates());
            json.writeNumberField("writes_acknowledged", result.acknowledged());
            Json.counts(json, "asked", result.asked());
            Json.counts(json, "answered", result.answered());
            Json.counts(json, "refused", result.refusals());
            json.writeStringField("data", kept ? directory.data().toString() : "");
        });
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS_PER_SECOND;
    }

    private static String why(TortureResult result) {
        return result.broken().orElseGet(() -> Summary.why(result.verdict(), result.wording()));
    }
}
