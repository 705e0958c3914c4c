package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history while it happens, as docs/format/history.md says: one line for each call and each return, so that a recorder
 * that is killed leaves a file that can be judged.
 *
 * <p>For any number of threads. A line is handed to the stream by one write. A write that fails may have torn a line, so nothing is
 * written after it: every later call fails too.
 */
public final class HistoryWriter implements AutoCloseable {

    /** When lines are flushed to the stream below. */
    public enum Flush {
        /** After each line: what was told to the writer survives the death of the process. */
        EACH_LINE,
        /** When {@link #flush} is called, and at the end. */
        WHEN_ASKED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputStream out;
    private final Flush flush;
    private final HistoryHeader header;
    private final JsonLine line = new JsonLine();
    private long operations;
    private boolean failed;

    /**
     * Begins a history with its header.
     *
     * @param out buffered, if lines are not flushed one by one; closed with the writer
     * @throws IOException if it cannot be written
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
     * Records a call. To be called before the request is sent, with a time read before.
     *
     * @param client 0 or more
     * @return the number of the operation, for its return
     */
    public long called(long time, int client, Call call) throws IOException {
        if (client < 0) {
            throw new IllegalArgumentException("a client is numbered from 0, not " + client);
        }
        lock.lock();
        try {
            long operation = operations++;
            event(time, client, operation, HistoryFormat.CALL).field("f", call.f());
            payload("k", call.key(), HistoryHeader.NONE_HASHED);
            payload("v", call.value(), header.hashed());
            payload("old", call.old(), header.hashed());
            version(call.version());
            write();
            return operation;
        } finally {
            lock.unlock();
        }
    }

    /** Records a return, with a time read after the answer came. One that leaves it open need not be recorded. */
    public void returned(long time, int client, long operation, Answer answer) throws IOException {
        lock.lock();
        try {
            event(time, client, operation, HistoryFormat.RETURN).field("r", answer.word());
            payload("v", answer.value(), header.hashed());
            elements(answer.elements());
            version(answer.version());
            line.optional("cause", answer.cause());
            write();
        } finally {
            lock.unlock();
        }
    }

    /** Records a fault, when it is over or the history ends. */
    public void fault(Fault fault) throws IOException {
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

    /** Hands all lines to the stream below. */
    public void flush() throws IOException {
        lock.lock();
        try {
            out.flush();
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
        if (version != Call.NO_VERSION) {
            line.field("ver", version);
        }
    }

    private void write() throws IOException {
        byte[] bytes = line.end();
        if (failed) {
            throw new IOException("an earlier line of this history could not be written");
        }
        // Why: whatever is thrown, the line may stand there in part.
        failed = true;
        out.write(bytes);
        if (flush == Flush.EACH_LINE) {
            out.flush();
        }
        failed = false;
    }
}
