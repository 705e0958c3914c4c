package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.JsonFields.NotAnObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a history in JSON lines, the format of docs/format/history.md. An instance reads one file and is not thread-safe. */
public final class HistoryReader {

    /** The fields of an operation of a transaction. */
    private static final Set<Field> OF_STEPS =
            EnumSet.of(Field.F, Field.K, Field.K64, Field.V, Field.V64, Field.VH, Field.VER);

    /** The fields of the result of an operation of a transaction. */
    private static final Set<Field> OF_RESULTS = EnumSet.of(Field.R, Field.V, Field.V64, Field.VH, Field.VER);

    private final Lines lines;
    private final JsonFields fields = new JsonFields();
    private final List<RecordedOperation> operations = new ArrayList<>();
    private final List<RecordedFault> faults = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final NumberSet called = new NumberSet();
    private final Repeats<RecordedCall> calls = new Repeats<>();
    private final Repeats<RecordedResult> results = new Repeats<>();
    private final Map<Long, Integer> inFlight = new HashMap<>();
    private long hashedAbove = HistoryHeader.NONE_HASHED;

    private HistoryReader(InputStream in) {
        this.lines = new Lines(in);
    }

    /**
     * Reads a whole history. The stream is left open.
     *
     * @throws BadHistoryException if it is not a history, or is corrupted in any way other than a torn last line
     * @throws IOException if reading fails
     */
    public static Recording read(InputStream in) throws IOException {
        return new HistoryReader(in).read();
    }

    private Recording read() throws IOException {
        HistoryHeader header = null;
        while (lines.next()) {
            if (lines.isBlank()) {
                continue;
            }
            try {
                fields.read(lines.buffer(), lines.from(), lines.length());
            } catch (NotAnObjectException e) {
                if (lines.terminated() || header == null) {
                    throw new BadHistoryException(lines.number(), e.reason());
                }
                remarks.add("line " + lines.number() + ", the last line, is torn and was skipped (" + lines.length()
                        + " bytes without a line end)");
                break;
            }
            try {
                if (header == null) {
                    header = header();
                    hashedAbove = header.hashed();
                } else {
                    event();
                }
            } catch (NotAnObjectException e) {
                String reason = "line " + lines.number() + ": " + e.reason();
                throw header == null ? new NotThisFormatException(reason) : new BadHistoryException(reason);
            }
        }
        if (header == null) {
            throw new BadHistoryException("the file is empty: the header of a history is missing");
        }
        return new Recording(header, operations, faults, remarks);
    }

    private HistoryHeader header() throws NotAnObjectException {
        if (!HistoryFormat.NAME.equals(fields.text(Field.FORMAT))) {
            throw new NotAnObjectException(
                    "not the header of a history: \"format\" is not \"" + HistoryFormat.NAME + "\"");
        }
        long version = fields.numberOf(Field.VERSION, 1, Long.MAX_VALUE);
        if (version > HistoryFormat.VERSION) {
            throw new NotAnObjectException("the history has format version " + version
                    + "; this reader supports versions up to " + HistoryFormat.VERSION);
        }
        return new HistoryHeader(
                fields.text(Field.MODEL),
                fields.text(Field.SEED),
                fields.text(Field.COMMIT),
                fields.numberOr(Field.HASHED, 0, HistoryHeader.NONE_HASHED),
                new TreeMap<>(fields.meta()));
    }

    private void event() throws NotAnObjectException {
        String event = fields.textOf(Field.E);
        switch (event) {
            case HistoryFormat.CALL -> call();
            case HistoryFormat.RETURN -> returned();
            case HistoryFormat.FAULT -> fault();
            default ->
                throw new NotAnObjectException("\"e\" is \"" + event + "\"; it must be \"" + HistoryFormat.CALL
                        + "\", \"" + HistoryFormat.RETURN + "\" or \"" + HistoryFormat.FAULT + "\"");
        }
    }

    private void call() throws NotAnObjectException {
        refuse(HistoryFormat.CALL, Field.R, Field.VS, Field.CAUSE, Field.RS, Field.AT);
        long operation = fields.numberOf(Field.OP, 0, Long.MAX_VALUE);
        long time = time();
        int client = client();
        RecordedCall call = new RecordedCall(
                fields.textOf(Field.F),
                fields.payload(Field.K, Field.K64, null, HistoryHeader.NONE_HASHED),
                value(),
                fields.payload(Field.OLD, Field.OLD64, Field.OLDH, hashedAbove),
                fields.numberOr(Field.VER, 0, RecordedCall.NO_VERSION),
                steps());
        if (!called.add(operation)) {
            throw new NotAnObjectException("operation " + operation + " has a second call");
        }
        inFlight.put(operation, operations.size());
        operations.add(RecordedOperation.unanswered((int) lines.number(), client, time, calls.first(call)));
    }

    private void returned() throws NotAnObjectException {
        long operation = fields.numberOf(Field.OP, 0, Long.MAX_VALUE);
        Integer index = inFlight.remove(operation);
        if (index == null) {
            throw new NotAnObjectException("operation " + operation + " returns but is not in flight");
        }
        RecordedOperation recorded = operations.get(index);
        refuse(HistoryFormat.RETURN, Field.OLD, Field.OLD64, Field.OLDH, Field.OPS);
        requireSame(recorded.call());
        long time = time();
        if (time < recorded.called()) {
            throw new NotAnObjectException(
                    "operation " + operation + " returns at " + time + ", before its call at " + recorded.called());
        }
        if (client() != recorded.client()) {
            throw new NotAnObjectException(
                    "operation " + operation + " returns to a different client; it was called by " + recorded.client());
        }
        operations.set(
                index,
                recorded.answered(
                        time,
                        results.first(new RecordedResult(
                                fields.textOf(Field.R),
                                value(),
                                fields.numberOr(Field.VER, 0, RecordedCall.NO_VERSION),
                                fields.elements(Field.VS),
                                fields.text(Field.CAUSE),
                                results(),
                                at()))));
    }

    /** Fails if the line has a field that only lines of the other kind have: it must not be ignored. */
    private void refuse(String kind, Field... others) throws NotAnObjectException {
        for (Field field : others) {
            if (fields.has(field)) {
                throw new NotAnObjectException(
                        "a line with \"e\":\"" + kind + "\" cannot have \"" + field.written() + "\"");
            }
        }
    }

    /** A return need not repeat the function and the key of its call. */
    private void requireSame(RecordedCall call) throws NotAnObjectException {
        String f = fields.text(Field.F);
        String key = fields.payload(Field.K, Field.K64, null, HistoryHeader.NONE_HASHED);
        if ((f != null && !f.equals(call.f())) || (key != null && !key.equals(call.key()))) {
            throw new NotAnObjectException("the return has another \"f\" or \"k\" than the call");
        }
    }

    private void fault() throws NotAnObjectException {
        long begin = fields.numberOf(Field.BEGIN, Long.MIN_VALUE, Operation.OPEN);
        long end = fields.numberOr(Field.END, Long.MIN_VALUE, Operation.OPEN);
        if (end < begin) {
            throw new NotAnObjectException("a fault ends at " + end + ", before it begins at " + begin);
        }
        faults.add(new RecordedFault(fields.textOf(Field.KIND), begin, end, fields.text(Field.NOTE)));
    }

    private long time() throws NotAnObjectException {
        return fields.numberOf(Field.T, Long.MIN_VALUE, Operation.OPEN - 1);
    }

    private int client() throws NotAnObjectException {
        return (int) fields.numberOf(Field.P, 0, Integer.MAX_VALUE);
    }

    private @Nullable String value() throws NotAnObjectException {
        return value(fields);
    }

    private @Nullable String value(JsonFields of) throws NotAnObjectException {
        return of.payload(Field.V, Field.V64, Field.VH, hashedAbove);
    }

    private int at() throws NotAnObjectException {
        return fields.has(Field.AT)
                ? (int) fields.numberOf(Field.AT, 1, Integer.MAX_VALUE)
                : RecordedResult.NO_OPERATION;
    }

    /** Returns the operations of a transaction; null if the line has none. */
    private @Nullable List<RecordedCall> steps() throws NotAnObjectException {
        if (!fields.has(Field.OPS)) {
            return null;
        }
        List<RecordedCall> steps = new ArrayList<>();
        for (JsonFields object : fields.objects(Field.OPS)) {
            object.requireOnly(OF_STEPS);
            steps.add(RecordedCall.of(object.textOf(Field.F))
                    .key(object.payload(Field.K, Field.K64, null, HistoryHeader.NONE_HASHED))
                    .value(value(object))
                    .version(object.numberOr(Field.VER, 0, RecordedCall.NO_VERSION)));
        }
        return steps;
    }

    /** Returns the results of the operations of a transaction; null if the line has none. */
    private @Nullable List<RecordedResult> results() throws NotAnObjectException {
        if (!fields.has(Field.RS)) {
            return null;
        }
        List<RecordedResult> results = new ArrayList<>();
        for (JsonFields object : fields.objects(Field.RS)) {
            object.requireOnly(OF_RESULTS);
            results.add(RecordedResult.of(object.textOf(Field.R))
                    .value(value(object))
                    .version(object.numberOr(Field.VER, 0, RecordedCall.NO_VERSION)));
        }
        return results;
    }
}
