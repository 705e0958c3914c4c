package dev.latchkey.app.judge;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Screen;
import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.Payload;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one file, as text or JSON.
 *
 * @param others the verdicts on the other keys that are not linearizable, in the order of {@link Verdict.Illegal#parts}; empty if
 *     they are not explained
 * @param nanos the time for reading and checking
 */
record CheckReport(String file, History<?, ?, ?> history, Verdict verdict, List<Verdict> others, long nanos) {

    private static final int KEYS_MAX = 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Pattern NOT_SHOWN = Pattern.compile(Screen.NOT_PRINTABLE);

    /** One line with the verdict, and the explanation indented below it. */
    String text() {
        String line = String.format(
                Locale.ROOT,
                "%s: %s, %d %s, model %s, %.3f s",
                shown(file),
                verdict.word(),
                history.size(),
                history.size() == 1 ? "operation" : "operations",
                history.named().described(),
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
            StringJoiner why = new StringJoiner("\n");
            badKeys(illegal, why);
            why.add(story(illegal.part(), illegal));
            history.hints(illegal).forEach(why::add);
            List<Object> otherKeys = otherKeys(illegal);
            for (int i = 0; i < others.size(); i++) {
                why.add(story(otherKeys.get(i), others.get(i)));
            }
            return why.toString();
        }
        return verdict instanceof Verdict.Unknown unknown ? unknown.reason() : "";
    }

    private static List<Object> otherKeys(Verdict.Illegal illegal) {
        return illegal.parts().stream()
                .filter(key -> !key.equals(illegal.part()))
                .toList();
    }

    /** Adds how many keys are not linearizable, if there are several or some were not decided. */
    private void badKeys(Verdict.Illegal illegal, StringJoiner why) {
        List<Object> keys = illegal.parts();
        if (keys.size() > 1) {
            String more = keys.size() > KEYS_MAX ? ", ..." : "";
            String named = keys.stream().limit(KEYS_MAX).map(CheckReport::name).collect(Collectors.joining(", "));
            why.add(keys.size() + " keys are not linearizable: " + named + more
                    + (others.isEmpty() ? " (--all explains each)" : ""));
        }
        if (illegal.undecided() > 0) {
            why.add(illegal.undecided() + (illegal.undecided() == 1 ? " key was" : " keys were")
                    + " not decided, since the history is ILLEGAL anyway");
        }
    }

    private String story(@Nullable Object key, Verdict of) {
        String about = key == null ? "" : "key " + name(key) + "\n";
        if (of instanceof Verdict.Illegal illegal) {
            return about + illegal.counterexample().explanation().text(history.wording());
        }
        return about + (of instanceof Verdict.Unknown unknown ? unknown.reason() : "");
    }

    private static String name(Object key) {
        return Payload.shown(key.toString()).replace("\n", "\\u000a");
    }

    String json() {
        return Json.object(json -> {
            json.writeStringField("file", file);
            json.writeStringField("verdict", verdict.word().name());
            json.writeNumberField("operations", history.size());
            json.writeStringField("model", history.named().written());
            json.writeNumberField("seconds", nanos / NANOS_PER_SECOND);
            if (!history.remarks().isEmpty()) {
                json.writeArrayFieldStart("remarks");
                for (String remark : history.remarks()) {
                    json.writeString(remark);
                }
                json.writeEndArray();
            }
            if (verdict instanceof Verdict.Unknown unknown) {
                json.writeStringField("reason", unknown.reason());
            } else if (verdict instanceof Verdict.Illegal illegal) {
                story(json, illegal.part(), illegal);
                keys(json, illegal);
            }
        });
    }

    private void keys(JsonGenerator json, Verdict.Illegal illegal) throws IOException {
        if (illegal.parts().size() > 1) {
            json.writeArrayFieldStart("keys");
            for (Object key : illegal.parts()) {
                json.writeString(Payload.shown(key.toString()));
            }
            json.writeEndArray();
        }
        if (illegal.undecided() > 0) {
            json.writeNumberField("undecided", illegal.undecided());
        }
        if (!others.isEmpty()) {
            List<Object> otherKeys = otherKeys(illegal);
            json.writeArrayFieldStart("others");
            for (int i = 0; i < others.size(); i++) {
                json.writeStartObject();
                story(json, otherKeys.get(i), others.get(i));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private void story(JsonGenerator json, @Nullable Object key, Verdict of) throws IOException {
        if (key != null) {
            json.writeStringField("key", Payload.shown(key.toString()));
        }
        if (of instanceof Verdict.Unknown unknown) {
            json.writeStringField("reason", unknown.reason());
        }
        if (of instanceof Verdict.Illegal illegal) {
            json.writeStringField(
                    "explanation", illegal.counterexample().explanation().text(history.wording()));
            operations(json, "counterexample", illegal.counterexample().operations());
            operations(json, "related", illegal.counterexample().related());
        }
    }

    private static void operations(JsonGenerator json, String name, List<Operation<?, ?>> operations)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Operation<?, ?> operation : operations) {
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

    /** Escapes control characters, so that no value can move the cursor or start a new line. */
    private static String shown(String line) {
        return NOT_SHOWN
                .matcher(line)
                .replaceAll(match -> String.format("\\\\u%04x", match.group().codePointAt(0)));
    }
}
