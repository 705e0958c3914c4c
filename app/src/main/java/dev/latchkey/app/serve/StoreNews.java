package dev.latchkey.app.serve;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Lifetime;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.durable.StoreListener;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells whoever runs the server what becomes of its store, a line at a time, and ends the process when the store has ended. */
public final class StoreNews implements StoreListener {

    /** A start that takes longer than this shows how far it is, as often. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Time time;
    private final Consumer<String> line;
    private final Lifetime lifetime;
    private long lastLine;

    /** @param line takes a line for standard error */
    public StoreNews(Time time, Consumer<String> line, Lifetime lifetime) {
        this.time = time;
        this.line = line;
        this.lifetime = lifetime;
        this.lastLine = time.nanos();
    }

    @Override
    public void recovering(String what, long done, long inAll) {
        long now = time.nanos();
        if (now - lastLine >= EVERY.toNanos()) {
            lastLine = now;
            line.accept(String.format(
                    Locale.ROOT,
                    "reads its data: %,d of %,d %s (%d %%)",
                    done,
                    inAll,
                    what,
                    100 * done / Math.max(1, inAll)));
        }
    }

    /** What the start found, if it found anything. */
    void recovered(Persistence found, KeyspaceSize keyspace) {
        RecoveryReport report = found.recovery();
        report.warnings().forEach(line);
        report.cut()
                .ifPresent(cut -> line.accept(String.format(
                        Locale.ROOT,
                        "cut the torn end of the log: %,d records, %,d bytes, at %s offset %d (%s). Nobody had been"
                                + " told that it was done, unless the disk has lost what it had forced",
                        cut.records(),
                        cut.bytes(),
                        cut.file(),
                        cut.offset(),
                        cut.reason())));
        if (keyspace.bytes() > keyspace.bytesMax()) {
            line.accept(String.format(
                    Locale.ROOT,
                    "the store takes %,d bytes, more than the %,d it may (--max-memory): puts that grow it are refused",
                    keyspace.bytes(),
                    keyspace.bytesMax()));
        }
        if (report.epoch() > 1) {
            line.accept(String.format(
                    Locale.ROOT,
                    "read %,d keys at revision %,d in %,d ms: %s and %,d records of the log",
                    keyspace.keys(),
                    keyspace.revision(),
                    found.recoveryTime().toMillis(),
                    report.snapshot()
                            .map(header ->
                                    "the snapshot of record " + header.covered().index())
                            .orElse("no snapshot"),
                    report.records()));
        }
    }

    @Override
    public void failed(Throwable reason) {
        boolean disk = reason instanceof DiskFailedException;
        try {
            tell(disk, reason);
        } finally {
            lifetime.abort(disk ? ExitCode.DISK : ExitCode.OWN_FAILURE);
        }
    }

    private void tell(boolean disk, Throwable reason) {
        line.accept((disk ? "" : "failed because of a bug: ")
                + (disk ? reason.getMessage() : reason)
                + ". The server ends at once: writes that it has not answered may have been done or not");
        if (!disk) {
            reason.printStackTrace();
        }
    }
}
