package dev.latchkey.app.judge;

import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Screen;
import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.Payload;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The verdict on one file, as text or JSON.
 *
 * @param nanos the time for reading and checking
 */
record CheckReport(String file, History<?, ?, ?> history, Verdict verdict, long nanos) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Pattern NOT_SHOWN = Pattern.compile(Screen.NOT_PRINTABLE);

    /** One line with the verdict, and the explanation indented below it. */
    String text() {
        String line = String.format(
                Locale.ROOT,
                "%s: %s, %d operations, model %s, %.3f s",
                shown(file),
                verdict.word(),
                history.size(),
                history.named().written(),
                nanos / NANOS_PER_SECOND);
        StringBuilder text = new StringBuilder(line);
        why().lines().forEach(each -> text.append("\n  ").append(shown(each)));
        return text.toString();
    }

    /** The report on a file whose check was abandoned at the time limit. */
    static String unfinished(String file, CheckLimits limits, boolean isJson) {
        double seconds = limits.time().toMillis() / 1_000.0;
        String reason = Budget.notWithin(limits);
        return isJson
                ? Json.object(json -> {
                    json.writeStringField("file", file);
                    json.writeStringField("verdict", Verdict.Word.UNKNOWN.name());
                    json.writeNumberField("seconds", seconds);
                    json.writeStringField("reason", reason);
                })
                : shown(file) + ": " + Verdict.Word.UNKNOWN + ", " + reason;
    }

    private String why() {
        if (verdict instanceof Verdict.Illegal illegal) {
            Object part = illegal.part();
            return (part == null ? "" : "key " + Payload.shown(part.toString()).replace("\n", "\\u000a") + "\n")
                    + illegal.counterexample().explanation();
        }
        return verdict instanceof Verdict.Unknown unknown ? unknown.reason() : "";
    }

    String json() {
        return Json.object(json -> {
            json.writeStringField("file", file);
            json.writeStringField("verdict", verdict.word().name());
            json.writeNumberField("operations", history.size());
            json.writeStringField("model", history.named().written());
            json.writeNumberField("seconds", nanos / NANOS_PER_SECOND);
            if (verdict instanceof Verdict.Unknown unknown) {
                json.writeStringField("reason", unknown.reason());
            } else if (verdict instanceof Verdict.Illegal illegal) {
                if (illegal.part() != null) {
                    json.writeStringField("key", Payload.shown(illegal.part().toString()));
                }
                json.writeStringField("explanation", illegal.counterexample().explanation());
                json.writeArrayFieldStart("counterexample");
                for (Operation<?, ?> operation : illegal.counterexample().operations()) {
                    json.writeStartObject();
                    json.writeNumberField("client", operation.client());
                    json.writeNumberField("call", operation.call());
                    if (operation.end() != Operation.OPEN) {
                        json.writeNumberField("end", operation.end());
                    }
                    json.writeStringField("input", operation.input().toString());
                    json.writeStringField("output", operation.output().toString());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        });
    }

    /** Escapes control characters, so that no value can move the cursor or start a new line. */
    private static String shown(String line) {
        return NOT_SHOWN
                .matcher(line)
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
    }
}
