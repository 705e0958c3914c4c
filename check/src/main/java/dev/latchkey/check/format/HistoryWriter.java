package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history in the format of docs/format/history.md while the operations run. Each call and each return is one line, so
 * the file can be checked even if the recorder is killed.
 *
 * <p>Thread-safe. Each line is passed to the stream in a single write. A failed write may leave a torn line, so nothing is
 * written after it: every later call of a method that writes or flushes fails too, with the message of the first failure. Whichever
 * thread reports the failure first therefore reports its cause.
 */
public final class HistoryWriter implements AutoCloseable {

    /** When lines are flushed to the underlying stream. */
    public enum Flush {
        /** After each line, so that a recorded event survives a crash of the process. */
        EACH_LINE,
        /** When {@link #flush} or {@link #close} is called. */
        WHEN_ASKED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputStream out;
    private final Flush flush;
    private final HistoryHeader header;
    private final JsonLine line = new JsonLine();
    private long operations;

    /** The first failure; null if there was none. */
    private @Nullable Throwable failure;

    /**
     * Creates a writer and writes the header.
     *
     * @param out should be buffered unless lines are flushed one by one; closed with the writer
     * @throws IOException if writing fails
     */
    public HistoryWriter(OutputStream out, HistoryHeader header, Flush flush) throws IOException {
        this.out = out;
        this.header = header;
        this.flush = flush;
        line.begin()
                .field("format", HistoryFormat.NAME)
                .field("version", HistoryFormat.VERSION)
                .optional("model", header.model())
                .optional("seed", header.seed())
                .optional("commit", header.commit());
        if (header.hashed() != HistoryHeader.NONE_HASHED) {
            line.field("hashed", header.hashed());
        }
        if (!header.meta().isEmpty()) {
            line.open("meta");
            for (Map.Entry<String, String> entry : header.meta().entrySet()) {
                line.field(entry.getKey(), entry.getValue());
            }
            line.close();
        }
        write();
    }

    /**
     * Records a call. Must be called before the request is sent, with a time read before that.
     *
     * @param client the number of the client, 0 or more
     * @return the number of the operation, to be passed to {@link #returned}
     */
    public long called(long time, int client, RecordedCall call) throws IOException {
        if (client < 0) {
            throw new IllegalArgumentException("the number of a client must be 0 or more, not " + client);
        }
        lock.lock();
        try {
            long operation = operations++;
            event(time, client, operation, HistoryFormat.CALL).field("f", call.f());
            payload("k", call.key(), HistoryHeader.NONE_HASHED);
            payload("v", call.value(), header.hashed());
            payload("old", call.old(), header.hashed());
            version(call.version());
            steps(call.steps());
            write();
            return operation;
        } finally {
            lock.unlock();
        }
    }

    /** Records a return, with a time read after the answer was received. A return with an unknown result may be omitted. */
    public void returned(long time, int client, long operation, RecordedResult answer) throws IOException {
        lock.lock();
        try {
            event(time, client, operation, HistoryFormat.RETURN).field("r", answer.word());
            payload("v", answer.value(), header.hashed());
            elements(answer.elements());
            version(answer.version());
            line.optional("cause", answer.cause());
            if (answer.at() != RecordedResult.NO_OPERATION) {
                line.field("at", answer.at());
            }
            results(answer.results());
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Records a fault. Call this when the fault or the history ends. */
    public void fault(RecordedFault fault) throws IOException {
        lock.lock();
        try {
            line.begin()
                    .field("e", HistoryFormat.FAULT)
                    .field("kind", fault.kind())
                    .field("begin", fault.begin());
            if (fault.end() != Operation.OPEN) {
                line.field("end", fault.end());
            }
            line.optional("note", fault.note());
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Flushes all lines to the underlying stream. */
    public void flush() throws IOException {
        lock.lock();
        try {
            onStream(out::flush);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            out.close();
        } finally {
            lock.unlock();
        }
    }

    private JsonLine event(long time, int client, long operation, String kind) {
        return line.begin()
                .field("t", time)
                .field("p", client)
                .field("op", operation)
                .field("e", kind);
    }

    private void payload(String name, @Nullable String payload, long hashedAbove) {
        if (payload != null) {
            line.payload(name, Payload.hashedAbove(payload, hashedAbove));
        }
    }

    private void elements(@Nullable List<String> elements) {
        if (elements != null) {
            line.payloads("vs", elements);
        }
    }

    private void version(long version) {
        if (version != RecordedCall.NO_VERSION) {
            line.field("ver", version);
        }
    }

    private void steps(@Nullable List<RecordedCall> steps) {
        if (steps == null) {
            return;
        }
        line.openArray("ops");
        for (RecordedCall step : steps) {
            line.openElement().field("f", step.f());
            payload("k", step.key(), HistoryHeader.NONE_HASHED);
            payload("v", step.value(), header.hashed());
            version(step.version());
            line.close();
        }
        line.closeArray();
    }

    private void results(@Nullable List<RecordedResult> results) {
        if (results == null) {
            return;
        }
        line.openArray("rs");
        for (RecordedResult result : results) {
            line.openElement().field("r", result.word());
            payload("v", result.value(), header.hashed());
            version(result.version());
            line.close();
        }
        line.closeArray();
    }

    private void write() throws IOException {
        byte[] bytes = line.end();
        onStream(() -> {
            out.write(bytes);
            if (flush == Flush.EACH_LINE) {
                out.flush();
            }
        });
    }

    /** A step that writes to the stream. */
    private interface Step {
        void run() throws IOException;
    }

    private void onStream(Step step) throws IOException {
        if (failure != null) {
            throw new IOException(Objects.requireNonNullElse(failure.getMessage(), failure.toString()), failure);
        }
        try {
            step.run();
        } catch (Throwable e) {
            // Why any: whatever was thrown, a part of the line may have been written.
            failure = e;
            throw e;
        }
    }
}
