package dev.latchkey.app.serve;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Lifetime;
import dev.latchkey.app.logging.Notices;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Locale;

/** Prints status messages of the store for the operator, one line each, and aborts the process when the store has failed. */
public final class StoreStatusPrinter implements StoreListener {

    /** The interval of progress lines during recovery. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Time time;
    private final Notices notices;
    private final Lifetime lifetime;
    private long lastLine;

    public StoreStatusPrinter(Time time, Notices notices, Lifetime lifetime) {
        this.time = time;
        this.notices = notices;
        this.lifetime = lifetime;
        this.lastLine = time.nanos();
    }

    @Override
    public void recovering(String what, long done, long inAll) {
        long now = time.nanos();
        if (now - lastLine >= EVERY.toNanos()) {
            lastLine = now;
            notices.info(String.format(
                    Locale.ROOT,
                    "recovery: read %,d of %,d %s (%d %%)",
                    done,
                    inAll,
                    what,
                    100 * done / Math.max(1, inAll)));
        }
    }

    /** Reports what recovery found, if the directory held a store. */
    void recovered(Persistence found, KeyspaceSize keyspace) {
        RecoveryReport report = found.recovery();
        report.warnings().forEach(notices::warn);
        report.cut()
                .ifPresent(cut -> notices.warn(String.format(
                        Locale.ROOT,
                        "truncated the torn tail of the log: at least %,d record%s, %,d bytes, at %s offset %d (%s). None of it"
                                + " had been acknowledged, unless the disk lost data that had been fsynced",
                        cut.records(),
                        cut.records() == 1 ? "" : "s",
                        cut.bytes(),
                        cut.file(),
                        cut.offset(),
                        cut.reason())));
        if (keyspace.bytes() > keyspace.bytesMax()) {
            notices.warn(String.format(
                    Locale.ROOT,
                    "the store uses %,d bytes, more than the limit of %,d (--max-memory): puts that need more memory"
                            + " are refused",
                    keyspace.bytes(),
                    keyspace.bytesMax()));
        }
        if (report.epoch() > 1) {
            notices.info(String.format(
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
        notices.error(
                (disk ? "" : "internal error (this is a bug): ")
                        + (disk ? reason.getMessage() : reason)
                        + ". The server exits now; writes that it has not acknowledged may or may not have taken effect",
                disk ? null : reason);
    }
}
