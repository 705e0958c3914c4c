package dev.latchkey.app.judge;

import dev.latchkey.app.console.Json;
import dev.latchkey.trial.verify.Plan;
import dev.latchkey.trial.verify.Result;
import java.util.Locale;
import java.util.SortedMap;

/**
 * The result of {@code latchkey verify}, as text or JSON.
 *
 * @param faults the name of the fault profile
 */
record VerifyReport(Plan plan, String faults, String prefix) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /** Labeled lines, the verdict last. */
    String text(Result result) {
        Summary text = new Summary();
        text.line(
                "run",
                "%d clients, %.1f s, faults %s, seed %d%s",
                plan.clients(),
                seconds(result),
                faults,
                plan.seed(),
                result.endedEarly().map(why -> "; ended early: " + why).orElse(""));
        text.line("operations", "%,d on %,d keys%s", result.operations(), result.keys(), Summary.parts(result.asked()));
        text.line("answers", "%,d ErrMaybe%s", result.maybes(), Summary.parts(result.answered()));
        TortureReport.ofRetries(text, result.unknown(), result.retriedWrites(), plan.inSession());
        result.refusals().forEach((words, count) -> text.line("refused", "%,d times: %s", count, words));
        text.line("faults", "%,d%s", sum(result.faults()), Summary.parts(result.faults()));
        if (result.resentCreates() > 0) {
            text.line("resent", "%,d creates, each checked as one more create without a reply", result.resentCreates());
        }
        result.unread().ifPresent(why -> text.line("final state", "not compared: %s", why));
        text.line("cleaned up", "%s", cleanup(result));
        text.line("verdict", "%s, of %,d operations", result.word(), result.judged());
        return text.explanation(why(result)).toString();
    }

    private static String why(Result result) {
        return result.broken()
                .orElseGet(() -> Summary.why(result.verdict(), result.shown().wording()));
    }

    private String cleanup(Result result) {
        String removed =
                String.format(Locale.ROOT, "%,d keys deleted", result.cleanup().removed());
        return result.cleanup()
                .failure()
                .map(why -> removed + "; keys that start with " + prefix + " may remain: " + why)
                .orElse(removed + ", none left; tombstones or floors of all keys remain");
    }

    String json(Result result) {
        return Json.object(json -> {
            json.writeStringField("verdict", result.word().name());
            json.writeNumberField("judged", result.judged());
            json.writeStringField("explanation", why(result));
            json.writeNumberField("clients", plan.clients());
            json.writeNumberField("seconds", seconds(result));
            json.writeStringField("faults", faults);
            json.writeNumberField("seed", plan.seed());
            json.writeStringField("ended_early", result.endedEarly().orElse(""));
            json.writeNumberField("operations", result.operations());
            json.writeNumberField("keys", result.keys());
            json.writeNumberField("err_maybe", result.maybes());
            Json.counts(json, "unknown", result.unknown());
            json.writeNumberField("retried_writes", result.retriedWrites());
            json.writeNumberField("resent_creates", result.resentCreates());
            json.writeStringField("final_state_unread", result.unread().orElse(""));
            Json.counts(json, "asked", result.asked());
            Json.counts(json, "answered", result.answered());
            Json.counts(json, "fired", result.faults());
            Json.counts(json, "refused", result.refusals());
            json.writeStringField("prefix", prefix);
            json.writeNumberField("keys_deleted", result.cleanup().removed());
            json.writeStringField("cleanup_failure", result.cleanup().failure().orElse(""));
        });
    }

    private static double seconds(Result result) {
        return result.time().toMillis() / MILLIS_PER_SECOND;
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
