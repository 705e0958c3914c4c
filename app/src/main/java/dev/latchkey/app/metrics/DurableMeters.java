package dev.latchkey.app.metrics;

import static dev.latchkey.app.metrics.Meter.bytes;
import static dev.latchkey.app.metrics.Meter.counter;
import static dev.latchkey.app.metrics.Meter.gauge;
import static dev.latchkey.app.metrics.Meter.seconds;

import dev.latchkey.engine.Persistence;
import dev.latchkey.log.RecoveryReport;
import java.util.List;

/** The figures of a server with a data directory that are one number: log, disk, write queue, snapshots and recovery. */
final class DurableMeters {

    static final List<Meter<Persistence>> ALL = List.of(
            bytes("latchkey.log.size", "The log that is in use.", Persistence::logBytes),
            gauge("latchkey.log.segments", "Segments of the log.", Persistence::segments),
            gauge("latchkey.log.last.index", "The index of the last record that was applied.", Persistence::lastIndex),
            gauge("latchkey.write.queue.commands", "Commands in the write queue.", Persistence::queued),
            bytes("latchkey.write.queue", "Memory used by the write queue.", Persistence::queuedBytes),
            bytes(
                    "latchkey.write.queue.limit",
                    "The limit of the memory for the write queue; writes that would exceed it are refused with ERRFULL.",
                    Persistence::queuedBytesMax),
            bytes("latchkey.disk.free", "Free space of the disk of the data directory.", found -> found.space()
                    .free()),
            bytes("latchkey.disk.size", "Size of the disk of the data directory.", found -> found.space()
                    .total()),
            gauge(
                    "latchkey.disk.full",
                    "1 if the disk was full at the last write, otherwise 0.",
                    found -> flag(found.full())),
            gauge(
                    "latchkey.disk.reserve.held",
                    "1 if disk space is reserved for deletes on a full disk, otherwise 0.",
                    found -> flag(found.reserveHeld())),
            gauge(
                    "latchkey.snapshot.running",
                    "1 while a snapshot is being written, otherwise 0.",
                    found -> flag(found.snapshots().running())),
            counter("latchkey.snapshots.written", "Snapshots completed.", found -> found.snapshots()
                    .written()),
            counter(
                    "latchkey.snapshots.abandoned",
                    "Snapshots abandoned because the disk was full or memory was short.",
                    found -> found.snapshots().failed()),
            bytes(
                    "latchkey.snapshot.last.size",
                    "State in the newest snapshot written since startup.",
                    found -> found.snapshots().lastBytes()),
            seconds(
                    "latchkey.recovery.duration",
                    "How long recovery took at startup.",
                    found -> found.recoveryTime().toNanos() / Meter.NANOS_PER_SECOND),
            gauge("latchkey.recovery.records", "Records of the log that recovery applied.", found -> found.recovery()
                    .records()),
            bytes("latchkey.recovery.log", "Log that recovery read.", found -> found.recovery()
                    .bytes()),
            gauge(
                    "latchkey.recovery.truncated.records",
                    "Records of the torn tail that recovery truncated, at least.",
                    found -> found.recovery()
                            .cut()
                            .map(RecoveryReport.Cut::records)
                            .orElse(0)),
            bytes(
                    "latchkey.recovery.truncated",
                    "Size of the torn tail that recovery truncated.",
                    found -> found.recovery()
                            .cut()
                            .map(RecoveryReport.Cut::bytes)
                            .orElse(0L)));

    private DurableMeters() {}

    private static int flag(boolean value) {
        return value ? 1 : 0;
    }
}
