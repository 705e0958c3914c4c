package dev.latchkey.sim.run;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.HistoryWriter;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.core.Value;
import dev.latchkey.sim.load.OperationLog;
import dev.latchkey.sim.world.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run: the histories of the keys and of the lock, in the format of docs/format/history.md, and the trace. They
 * are produced by running the seed again.
 *
 * @param report the same report as before
 * @param keys the history of the keys, with transactions if clients use them; each key is named by its store and its key
 * @param lock the history of the lock; empty if the scenario uses none
 * @param trace everything that happened, one line per event
 */
public record RunFiles(RunReport report, String keys, String lock, String trace) {

    /**
     * Runs the seed and keeps everything.
     *
     * @throws IllegalStateException if the run cannot be set up or checked; the message names the seed and the scenario
     */
    public static RunFiles of(Scenario scenario, long seed, String commit) {
        try {
            return made(scenario, seed, commit);
        } catch (RuntimeException | AssertionError e) {
            throw new IllegalStateException("seed " + seed + " of " + scenario.name() + " threw " + e, e);
        }
    }

    private static RunFiles made(Scenario scenario, long seed, String commit) {
        Trace trace = Trace.kept();
        Run run = new Run(scenario, seed, trace);
        RunReport report = run.run();
        TreeMap<String, String> meta = new TreeMap<>();
        meta.put("scenario", scenario.name());
        meta.put("repeat", "latchkey " + report.repeat());
        meta.put("unit", "ns");
        meta.put("origin", "0");
        Function<NamedModel, HistoryHeader> header = model ->
                new HistoryHeader(model.written(), String.valueOf(seed), commit, HistoryHeader.NONE_HASHED, meta);
        List<Operation<Mutex.Input, Mutex.Output>> lock = run.lockHistory();
        return new RunFiles(
                report,
                keys(run, header),
                lock.isEmpty() ? "" : lock(lock, header.apply(NamedModel.FENCED_MUTEX)),
                trace.take());
    }

    /** A call or a return. Events are written in order of time. */
    static final class Event {
        private final long time;
        private final int client;
        private final @Nullable RecordedCall call;
        private final @Nullable Event callOf;
        private final @Nullable RecordedResult answer;
        private long operation;

        Event(long time, int client, RecordedCall call) {
            this.time = time;
            this.client = client;
            this.call = call;
            this.callOf = null;
            this.answer = null;
        }

        Event(long time, Event call, RecordedResult answer) {
            this.time = time;
            this.client = call.client;
            this.call = null;
            this.callOf = call;
            this.answer = answer;
        }

        void writeTo(HistoryWriter writer) throws IOException {
            if (call != null) {
                operation = writer.called(time, client, call);
            } else if (callOf != null && answer != null) {
                writer.returned(time, client, callOf.operation, answer);
            }
        }
    }

    private static String keys(Run run, Function<NamedModel, HistoryHeader> header) {
        List<Event> transactions = TransactionEvents.of(run.transactionHistories());
        return transactions.isEmpty()
                ? keys(run.operations(), header.apply(NamedModel.VERSIONED_REGISTER))
                : written(transactions, header.apply(NamedModel.VERSIONED_TRANSACTIONS));
    }

    private static String keys(OperationLog log, HistoryHeader header) {
        List<Event> events = new ArrayList<>();
        log.forEach(entry -> {
            Operation<VersionedInput, VersionedOutput> operation = entry.operation();
            Event call = new Event(
                    operation.call(),
                    operation.client(),
                    call(operation.input()).key(Payload.of(entry.part())));
            events.add(call);
            if (operation.end() != Operation.OPEN) {
                events.add(new Event(operation.end(), call, answer(operation.output(), entry.current())));
            }
        });
        return written(events, header);
    }

    private static RecordedCall call(VersionedInput input) {
        if (input instanceof VersionedInput.Put put) {
            return RecordedCall.of("put").value(payload(put.value())).version(put.version());
        }
        return input instanceof VersionedInput.Delete delete
                ? RecordedCall.of("delete").version(delete.version())
                : RecordedCall.of("get");
    }

    private static RecordedResult answer(VersionedOutput output, long current) {
        if (output instanceof VersionedOutput.Found found) {
            return RecordedResult.of("OK").value(payload(found.value())).version(found.version());
        }
        if (output instanceof VersionedOutput.Written written) {
            return RecordedResult.of("OK").version(written.version());
        }
        if (output instanceof VersionedOutput.Conflict conflict) {
            return RecordedResult.of("ERRVERSION").version(conflict.current());
        }
        return output instanceof VersionedOutput.NoKey
                ? RecordedResult.of("ERRNOKEY")
                : RecordedResult.of("MAYBE").cause("refused").version(current);
    }

    private static String payload(Object value) {
        return Payload.of(((Value) value).toBytes());
    }

    private static String lock(List<Operation<Mutex.Input, Mutex.Output>> history, HistoryHeader header) {
        List<Event> events = new ArrayList<>();
        for (Operation<Mutex.Input, Mutex.Output> operation : history) {
            boolean acquires = operation.input() instanceof Mutex.Input.Acquire;
            Object owner = operation.input() instanceof Mutex.Input.Acquire acquire
                    ? acquire.owner()
                    : ((Mutex.Input.Release) operation.input()).owner();
            RecordedCall asked =
                    RecordedCall.of(acquires ? "acquire" : "release").value(Payload.of(String.valueOf(owner)));
            Event call = new Event(operation.call(), operation.client(), asked);
            events.add(call);
            if (operation.output() instanceof Mutex.Output.Granted granted) {
                events.add(
                        new Event(operation.end(), call, RecordedResult.of("OK").version(granted.token())));
            } else if (!(operation.output() instanceof Mutex.Output.Unknown)) {
                boolean done = operation.output() instanceof Mutex.Output.Done;
                events.add(new Event(operation.end(), call, RecordedResult.of(done ? "OK" : "FAIL")));
            }
        }
        return written(events, header);
    }

    private static String written(List<Event> events, HistoryHeader header) {
        events.sort(Comparator.comparingLong(event -> event.time));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (HistoryWriter writer = new HistoryWriter(bytes, header, HistoryWriter.Flush.WHEN_ASKED)) {
            for (Event event : events) {
                event.writeTo(writer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // why: writing to a byte array cannot fail
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
