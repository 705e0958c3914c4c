package dev.latchkey.app;

import dev.latchkey.app.verify.Plan;
import dev.latchkey.app.verify.Result;
import dev.latchkey.check.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * The result of a run, as it is printed.
 *
 * @param faults the name of what went wrong
 */
record Verified(Plan plan, String faults, String prefix) {

    private static final double MILLIS_PER_SECOND = 1e3;

    /** Lines, the verdict last. */
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
        result.refusals().forEach((words, count) -> text.line("refused", "%,d times: %s", count, words));
        text.line("faults", "%,d%s", sum(result.faults()), Summary.parts(result.faults()));
        if (result.resentCreates() > 0) {
            text.line(
                    "resent", "%,d creates, each judged as one more create without an answer", result.resentCreates());
        }
        text.line("cleaned up", "%s", cleanup(result));
        text.line("verdict", "%s, of %,d operations", word(result), result.judged());
        return text.explanation(why(result)).toString();
    }

    private String cleanup(Result result) {
        String removed =
                String.format(Locale.ROOT, "%,d keys deleted", result.cleanup().removed());
        return result.cleanup()
                .failure()
                .map(why -> removed + "; keys that begin with " + prefix + " may be left: " + why)
                .orElse(removed + ", none is left; tombstones or floors of all keys remain");
    }

    String json(Result result) {
        return Json.object(json -> {
            json.writeStringField("verdict", word(result));
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
            json.writeNumberField("resent_creates", result.resentCreates());
            for (Map.Entry<String, SortedMap<String, Long>> counts : List.of(
                    Map.entry("asked", result.asked()),
                    Map.entry("answered", result.answered()),
                    Map.entry("fired", result.faults()),
                    Map.entry("refused", result.refusals()))) {
                json.writeObjectFieldStart(counts.getKey());
                for (Map.Entry<String, Long> count : counts.getValue().entrySet()) {
                    json.writeNumberField(count.getKey(), count.getValue());
                }
                json.writeEndObject();
            }
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

    private static String word(Result result) {
        return result.verdict() instanceof Verdict.Ok
                ? "OK"
                : result.verdict() instanceof Verdict.Illegal ? "ILLEGAL" : "UNKNOWN";
    }

    private static String why(Result result) {
        if (result.verdict() instanceof Verdict.Illegal illegal) {
            return "key " + illegal.part() + "\n" + illegal.counterexample().explanation();
        }
        return result.verdict() instanceof Verdict.Unknown unknown ? unknown.reason() : "";
    }
}
