package dev.latchkey.check.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Explanation.Mention;
import dev.latchkey.check.Explanation.Paragraph;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedFault;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The data for the script of a report: one JSON object with the operations in columns and times relative to the first call. */
final class ReportData<S, I, O> {

    /** The greatest integer up to which a script can represent all integers exactly. */
    private static final long SPAN_MAX = 1L << 53;

    private static final int TEXT_LENGTH_MAX = 400;

    /** Metadata that says how to show the history, and is not shown itself. */
    private static final Set<String> LAYOUT = Set.of("unit", "origin", "stride");

    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final History<S, I, O> history;
    private final Verdict verdict;
    private final Selection<I, O> selection;
    private final Wording wording;
    private final OrderFound order;
    private final JsonGenerator json;
    private final long first;
    private final long last;

    private ReportData(History<S, I, O> history, Verdict verdict, CheckLimits limits, JsonGenerator json) {
        this.history = history;
        this.verdict = verdict;
        this.selection = Selection.of(history, verdict);
        this.wording = history.wording();
        this.order = OrderFound.of(history, verdict, limits);
        this.json = json;
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (ShownOperation<I, O> shown : selection.shown()) {
            begin = Math.min(begin, shown.operation().call());
            end = Math.max(end, Math.max(shown.operation().call(), ended(shown.operation())));
        }
        this.first = begin == Long.MAX_VALUE ? 0 : begin;
        this.last = Math.max(end, first);
    }

    static <S, I, O> void write(
            String source, History<S, I, O> history, Verdict verdict, CheckLimits limits, Writer out)
            throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            new ReportData<>(history, verdict, limits, json).write(source);
        }
    }

    private static long ended(Operation<?, ?> operation) {
        return operation.end() == Operation.OPEN ? operation.call() : operation.end();
    }

    private void write(String source) throws IOException {
        Headline headline = Headline.of(history, verdict);
        json.writeStartObject();
        json.writeStringField("verdict", headline.verdict());
        json.writeStringField("headline", headline.text());
        why();
        json.writeStringField("orderNote", order.note());
        json.writeStringField("unit", wording.unit());
        json.writeNumberField("factor", wording.factor());
        json.writeNumberField("stride", wording.stride());
        json.writeNumberField("shift", shift());
        json.writeStringField("origin", String.valueOf(wording.origin()));
        json.writeNumberField("last", since(last));
        facts(source);
        operations();
        numbers("bad", selection.bad());
        numbers("related", selection.related());
        faults();
        strings("remarks", remarks());
        json.writeEndObject();
    }

    /** The time of the first operation as it is shown, in units of the history. */
    private long shift() {
        long shift = first - wording.origin();
        boolean overflows = ((first ^ wording.origin()) & (first ^ shift)) < 0;
        return overflows ? 0 : Math.max(-SPAN_MAX, Math.min(SPAN_MAX, shift));
    }

    /** Writes the explanation: the key, and the sentences with the operations that they introduce. */
    private void why() throws IOException {
        json.writeArrayFieldStart("why");
        if (verdict instanceof Verdict.Unknown unknown) {
            paragraph("The check did not finish: " + unknown.reason(), List.of());
        } else if (verdict instanceof Verdict.Illegal illegal) {
            for (Paragraph paragraph : illegal.counterexample().explanation().paragraphs()) {
                paragraph(paragraph.text(), paragraph.operations());
            }
        }
        json.writeEndArray();
        if (verdict instanceof Verdict.Illegal illegal && illegal.part() != null) {
            json.writeStringField("key", shortened(Payload.shown(illegal.part().toString()), TEXT_LENGTH_MAX));
        }
    }

    private void paragraph(String text, List<Mention> operations) throws IOException {
        json.writeStartObject();
        json.writeStringField("text", shortened(text, TEXT_LENGTH_MAX));
        json.writeArrayFieldStart("ops");
        for (Mention mention : operations) {
            json.writeStartObject();
            json.writeNumberField("i", selection.indexOf(mention.operation()));
            json.writeStringField("text", shortened(wording.of(mention), TEXT_LENGTH_MAX));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void facts(String source) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("history", source);
        facts.put("model", history.named().written());
        history.header().meta().forEach((name, value) -> {
            if (!LAYOUT.contains(name)) {
                facts.put(name, value);
            }
        });
        json.writeArrayFieldStart("facts");
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            json.writeStartArray();
            json.writeString(fact.getKey());
            json.writeString(shortened(fact.getValue(), TEXT_LENGTH_MAX));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void operations() throws IOException {
        List<Integer> clients = new ArrayList<>(new TreeSet<>(selection.shown().stream()
                .map(shown -> client(shown.operation()))
                .toList()));
        Map<Integer, Integer> lanes = new LinkedHashMap<>();
        clients.forEach(client -> lanes.put(client, lanes.size()));
        Map<String, Integer> keys = new LinkedHashMap<>();
        selection.shown().forEach(shown -> keys.putIfAbsent(shown.key(), keys.size()));
        numbers("lanes", clients);
        keys(keys);
        json.writeObjectFieldStart("ops");
        List<ShownOperation<I, O>> shown = selection.shown();
        numbers(
                "lane",
                shown.stream()
                        .map(each -> lanes.getOrDefault(client(each.operation()), 0))
                        .toList());
        strings(
                "client",
                shown.stream()
                        .map(each -> wording.client(each.operation().client()))
                        .toList());
        numbers(
                "key",
                shown.stream().map(each -> keys.getOrDefault(each.key(), 0)).toList());
        numbers(
                "call",
                shown.stream().map(each -> since(each.operation().call())).toList());
        numbers("end", shown.stream().map(each -> end(each.operation().end())).toList());
        numbers(
                "order",
                shown.stream()
                        .map(each -> order.places().getOrDefault(each.operation(), 0))
                        .toList());
        strings("text", shown.stream().map(each -> text(each.operation())).toList());
        json.writeEndObject();
    }

    /** The client to whose lane an operation belongs: all lives of a client share one. */
    private int client(Operation<I, O> operation) {
        return wording.stride() == 0 ? operation.client() : operation.client() % wording.stride();
    }

    private void keys(Map<String, Integer> keys) throws IOException {
        json.writeArrayFieldStart("keys");
        for (String key : keys.keySet()) {
            if (history.hasKeys()) {
                json.writeString(shortened(Payload.shown(key), TEXT_LENGTH_MAX));
            } else {
                json.writeNull();
            }
        }
        json.writeEndArray();
    }

    private String text(Operation<I, O> operation) {
        Model<S, I, O> model = history.model();
        return shortened(model.describe(operation.input(), operation.output()), TEXT_LENGTH_MAX);
    }

    private void faults() throws IOException {
        json.writeArrayFieldStart("faults");
        for (RecordedFault fault : history.faults()) {
            json.writeStartObject();
            json.writeStringField("kind", fault.kind());
            json.writeNumberField("begin", since(Math.max(fault.begin(), first)));
            json.writeNumberField("end", end(fault.end()));
            json.writeStringField("note", fault.note() == null ? "" : shortened(fault.note(), TEXT_LENGTH_MAX));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>(history.remarks());
        if (selection.shown().size() < history.size()) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "This report shows %,d of %,d operations, %s.",
                    selection.shown().size(),
                    history.size(),
                    selection.bad().isEmpty() ? "the first ones" : "those around the error"));
        }
        return remarks;
    }

    /** Converts the end of an operation or fault for the script; -1 if it has no end. */
    private long end(long time) {
        return time == Operation.OPEN ? -1 : Math.max(0, since(time));
    }

    private long since(long time) {
        return Math.min(Math.max(0, time - first), SPAN_MAX);
    }

    private void numbers(String name, List<? extends Number> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (Number number : numbers) {
            json.writeNumber(number.longValue());
        }
        json.writeEndArray();
    }

    private void strings(String name, List<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }

    private static String shortened(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax) + "...";
    }
}
